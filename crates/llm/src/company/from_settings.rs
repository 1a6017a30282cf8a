//! From the operator's settings and a person's credential to a model.

use std::sync::Arc;

use http::Method;
use secrecy::SecretString;
use settings::{PayloadTemplate, Provider, ProviderKind, Values, header, payload};

use super::{CompanyConfig, CompanyTest, Compat, HistoryMode, Rendered, TemplateValues, Timeouts};
use crate::answer_path::AnswerPath;
use crate::error::LlmError;

/// Which of the provider's templates is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// `chat_completion`
    Chat,
    /// `story_generation`
    Story,
}

/// The adapter's configuration for one person. `cookie` is the cookie or token they saved.
pub fn company_config(
    provider: &Provider,
    purpose: Purpose,
    cookie: &SecretString,
) -> Result<CompanyConfig, LlmError> {
    let ProviderKind::Company { headers, payloads } = &provider.kind else {
        return Err(not_a_company(provider));
    };
    let template = match purpose {
        Purpose::Chat => &payloads.chat_completion,
        Purpose::Story => &payloads.story_generation,
    };
    Ok(CompanyConfig {
        provider: provider.id.to_string(),
        url: template.address(&provider.integration.url).into(),
        method: method(template),
        headers: header::render(&headers.integration, cookie),
        model: provider.parameters.model.clone(),
        temperature: provider.parameters.temperature,
        max_tokens: provider.parameters.max_tokens,
        stream: provider.parameters.stream,
        template: body_template(template.clone()),
        compat: compat(&provider.compat),
        response_path: path(&provider.response_path)?,
        stream_path: Some(path(&provider.stream_path)?),
        timeouts: Timeouts { idle: provider.integration.timeout, ..Timeouts::default() },
    })
}

/// The call of the provider's test endpoint for one person.
pub fn company_test(
    provider: &Provider,
    cookie: &SecretString,
    request_id: &str,
) -> Result<CompanyTest, LlmError> {
    let (ProviderKind::Company { headers, payloads }, Some(endpoint)) = (&provider.kind, &provider.test)
    else {
        return Err(not_a_company(provider));
    };
    let mut test = CompanyTest {
        url: endpoint.url.to_string(),
        method: Method::GET,
        headers: header::render(&headers.test, cookie),
        body: None,
        timeout: endpoint.timeout,
        request_id: request_id.to_owned(),
    };
    if let Some(template) = &payloads.test {
        let values = Values {
            model: provider.parameters.model.clone(),
            system_prompt: String::new(),
            user_prompt: String::new(),
            history: HistoryMode::from(provider.compat.history_mode).render(&[]),
            temperature: provider.parameters.temperature,
            max_tokens: provider.parameters.max_tokens,
            stream: false,
        };
        let mut url = template.address(&endpoint.url);
        let query = payload::render_query(template, &values);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        test.url = url.into();
        test.method = method(template);
        test.body = Some(payload::render(template, &values)).filter(|body| !body.is_null());
    }
    Ok(test)
}

fn body_template(template: PayloadTemplate) -> super::BodyTemplate {
    Arc::new(move |values: &TemplateValues| {
        let values = Values {
            model: values.model.clone(),
            system_prompt: values.system_prompt.clone(),
            user_prompt: values.user_prompt.clone(),
            history: values.history.clone(),
            temperature: values.temperature,
            max_tokens: values.max_tokens,
            stream: values.stream,
        };
        Ok(Rendered {
            body: payload::render(&template, &values),
            query: payload::render_query(&template, &values),
        })
    })
}

fn compat(compat: &settings::Compat) -> Compat {
    Compat {
        field_map: compat.field_map.clone(),
        history_mode: compat.history_mode.into(),
        parameters_key: compat.parameters_key.clone(),
        param_renames: compat.param_renames.clone(),
        include_tools_in_payload: compat.include_tools_in_payload,
        prune_empty_keys: compat.prune_empty_keys,
    }
}

impl From<settings::HistoryMode> for HistoryMode {
    fn from(mode: settings::HistoryMode) -> Self {
        match mode {
            settings::HistoryMode::String => Self::Text,
            settings::HistoryMode::ArrayOpenai => Self::OpenAiArray,
            settings::HistoryMode::ArrayFlat => Self::FlatArray,
        }
    }
}

fn method(template: &PayloadTemplate) -> Method {
    match template.method {
        settings::Method::Get => Method::GET,
        settings::Method::Post => Method::POST,
        settings::Method::Put => Method::PUT,
    }
}

fn path(path: &str) -> Result<AnswerPath, LlmError> {
    AnswerPath::parse(path).map_err(|error| LlmError::Misconfigured { detail: error.to_string() })
}

fn not_a_company(provider: &Provider) -> LlmError {
    LlmError::Misconfigured { detail: format!("{} is not a company's own service", provider.label) }
}
