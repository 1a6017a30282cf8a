//! Model providers.

use super::{Loader, kinds, ranges};
use crate::{
    Endpoint, Provider, ProviderId, ProviderKind,
    document::Document,
    schema::{
        checks,
        providers::{self, RawEndpoint, RawLlm, RawProvider, RawProviderKind},
    },
};
use std::time::Duration;

impl Loader<'_> {
    pub(super) fn providers(
        &mut self,
        document: &Document,
        raw: Vec<(String, RawProvider)>,
        llm: &RawLlm,
    ) -> Vec<Provider> {
        ranges::number(
            document,
            "llm.default_timeout_seconds",
            llm.default_timeout_seconds,
            1..=600,
            &mut self.errors,
        );
        let mut providers: Vec<Provider> = Vec::new();
        for (path, provider) in raw {
            if providers.iter().any(|other| other.id == provider.id) {
                let found = format!("{} again", provider.id);
                self.errors.push(document.error(&format!("{path}.id"), "every id once", found));
            }
            providers.extend(self.provider(document, &path, provider, llm.default_timeout_seconds));
        }
        providers
    }

    pub(super) fn provider(
        &mut self,
        document: &Document,
        path: &str,
        raw: RawProvider,
        timeout: u32,
    ) -> Option<Provider> {
        self.text(document, &format!("{path}.label"), &raw.label);
        ranges::parameters(document, &format!("{path}.parameters"), &raw.parameters, &mut self.errors);
        ranges::number(
            document,
            &format!("{path}.max_parallel"),
            raw.max_parallel,
            1..=1000,
            &mut self.errors,
        );
        if let Some(prices) = &raw.prices {
            ranges::prices(document, &format!("{path}.prices"), prices, &mut self.errors);
        }
        match raw.kind {
            RawProviderKind::Company => kinds::company(document, path, &raw, &mut self.errors),
            RawProviderKind::OpenAi | RawProviderKind::Anthropic => {
                kinds::hosted(document, path, &raw, &mut self.errors);
            }
        }
        let response_path = raw.response_path.unwrap_or_else(|| raw.kind.usual_response_path().to_owned());
        let stream_path = raw.stream_path.unwrap_or_else(|| response_path.clone());
        for (key, value) in [("response_path", &response_path), ("stream_path", &stream_path)] {
            if !providers::is_answer_path(value) {
                let expected = "a path such as data.answer or choices[0].message.content";
                let found = document.describe(&value.as_str().into());
                self.errors.push(document.error(&format!("{path}.{key}"), expected, found));
            }
        }
        let test =
            raw.test.as_ref().map(|test| self.endpoint(document, &format!("{path}.test"), test, timeout));
        let integration = self.endpoint(document, &format!("{path}.integration"), &raw.integration, timeout);
        let prompts =
            self.named_file(document, &format!("{path}.prompts_file"), &raw.prompts_file, Self::prompts_file);
        let kind = match raw.kind {
            RawProviderKind::OpenAi => Some(ProviderKind::OpenAi),
            RawProviderKind::Anthropic => Some(ProviderKind::Anthropic),
            RawProviderKind::Company => {
                let name = raw.header_file.as_deref().unwrap_or("header.json");
                let headers =
                    self.named_file(document, &format!("{path}.header_file"), name, Self::header_file);
                let name = raw.payload_file.as_deref().unwrap_or("payload.json");
                let payloads =
                    self.named_file(document, &format!("{path}.payload_file"), name, Self::payload_file);
                headers.zip(payloads).map(|(headers, payloads)| ProviderKind::Company { headers, payloads })
            }
        };
        Some(Provider {
            id: raw.id,
            label: raw.label,
            kind: kind?,
            test: match test {
                Some(test) => Some(test?),
                None => None,
            },
            integration: integration?,
            parameters: raw.parameters,
            response_path,
            stream_path,
            compat: raw.compat,
            identity_match: raw.identity_match,
            debug_logging: raw.debug_logging,
            max_parallel: raw.max_parallel,
            prices: raw.prices,
            prompts: prompts?,
        })
    }

    pub(super) fn endpoint(
        &mut self,
        document: &Document,
        path: &str,
        raw: &RawEndpoint,
        timeout: u32,
    ) -> Option<Endpoint> {
        let url = self.trusted(document, &format!("{path}.url"), &raw.url, checks::web_address);
        let seconds = raw.timeout_seconds.unwrap_or(timeout);
        ranges::number(document, &format!("{path}.timeout_seconds"), seconds, 1..=600, &mut self.errors);
        let retry = ranges::retry(document, &format!("{path}.retry"), &raw.retry, &mut self.errors)?;
        Some(Endpoint { url: url?, timeout: Duration::from_secs(seconds.into()), retry })
    }

    pub(super) fn default_provider(
        &mut self,
        document: &Document,
        default: Option<&ProviderId>,
        providers: &[(String, RawProvider)],
    ) {
        let known = |id: &ProviderId| providers.iter().any(|(_, provider)| provider.id == *id);
        if let Some(id) = default.filter(|id| !known(id)) {
            self.errors.push(document.error(
                "llm.default_provider",
                "the id of a configured provider",
                id.to_string(),
            ));
        }
    }
}

impl RawProviderKind {
    const fn usual_response_path(self) -> &'static str {
        match self {
            Self::Company | Self::OpenAi => "choices[0].message.content",
            Self::Anthropic => "content[0].text",
        }
    }
}
