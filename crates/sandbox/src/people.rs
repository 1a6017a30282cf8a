//! Who works at the simulated company, and what their secrets are worth here.

use serde::Serialize;

/// One person with well-known secrets. `login` is the employee id: Jira's `name`, Confluence's
/// `username` and, unless noted otherwise, the LLM's `userID`.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// Login name, for example `alovelace`.
    pub login: &'static str,
    /// Jira's internal user key, for example `JIRAUSER10100`.
    pub key: &'static str,
    /// Name as shown to people; two people share one.
    pub display_name: &'static str,
    /// E-mail address, where Jira gives one.
    pub email: Option<&'static str>,
    /// Jira's `active`.
    pub active: bool,
    /// Jira's `deleted`; `None` leaves the key out, as some servers do.
    pub deleted: Option<bool>,
    /// Personal access token for Jira: 44 characters, as Data Center makes them.
    pub jira_token: &'static str,
    /// Personal access token for Confluence.
    pub confluence_token: &'static str,
    /// Value of the `X-Company-Auth` header for the company LLM.
    pub llm_cookie: &'static str,
    /// Key for the OpenAI-compatible interface.
    pub openai_key: &'static str,
    /// Key for Anthropic's interface.
    pub anthropic_key: &'static str,
    /// What the LLM answers as `userID`.
    pub llm_user_id: &'static str,
    /// Whether the Jira and Confluence tokens have expired (answered with 401 and `anonymous`).
    pub expired: bool,
    /// What this person is there for.
    pub note: &'static str,
}

/// Everybody, in the state a reset brings back.
pub(crate) fn everybody() -> Vec<Person> {
    let ada = Person {
        login: "alovelace",
        key: "JIRAUSER10100",
        display_name: "Ada Lovelace",
        email: Some("ada.lovelace@example.org"),
        active: true,
        deleted: Some(false),
        jira_token: "ODQ1MzU1ODc0ODE2OkLlmakcVFAM7VSMkvWyleBYcKns",
        confluence_token: "NzY2NzAyNzc0MDQxOvd5YuxSRAwx8upp9IfFWW5Zu4Qv",
        llm_cookie: "llm-alovelace-8c3a1cff5155d25197ca95ed",
        openai_key: "sk-sandbox-openai-alovelace",
        anthropic_key: "sk-ant-sandbox-alovelace",
        llm_user_id: "alovelace",
        expired: false,
        note: "may create in CLINIC, PORTAL and NOLABEL",
    };
    vec![
        ada.clone(),
        Person {
            login: "ghopper",
            key: "JIRAUSER10101",
            display_name: "Grace Hopper",
            email: Some("grace.hopper@example.org"),
            jira_token: "NjQ2MTQxNjkwNjIwOjvIf1iyasvN8PT++KJrsJzvaowV",
            confluence_token: "MTA3OTM0MDgzMDk0Oqz3rOQrOl8kgWUTsLYKn/AeCfpa",
            llm_cookie: "llm-ghopper-8008940a4e46e0e685b76d83",
            openai_key: "sk-sandbox-openai-ghopper",
            anthropic_key: "sk-ant-sandbox-ghopper",
            llm_user_id: "ghopper",
            note: "may create everywhere, also in READONLY",
            ..ada.clone()
        },
        Person {
            login: "mkeller",
            key: "mkeller",
            display_name: "Maja Keller",
            email: None,
            deleted: None,
            jira_token: "ODM0NDUxMTgzNTc5OmpRE01GxDRNccpkr7iztLDQBQjC",
            confluence_token: "NTIwMjk3NzcxNzUzOiVs7pQRIS0q+Dot3Gp42SCnmkUe",
            llm_cookie: "llm-mkeller-82603c2b0339efa92dc3cb5b",
            openai_key: "sk-sandbox-openai-mkeller",
            anthropic_key: "sk-ant-sandbox-mkeller",
            llm_user_id: "mkeller",
            note: "no e-mail, no `deleted` key in /myself, does not see READONLY",
            ..ada.clone()
        },
        Person {
            login: "rfranklin",
            key: "JIRAUSER10103",
            display_name: "Rosalind Franklin",
            email: Some("rosalind.franklin@example.org"),
            active: false,
            jira_token: "NTg3MDg1MTE3NTY5OtELbbta+zd6uKy5jxvQxBQx1Vbc",
            confluence_token: "ODQyNTc5MzU0NDgyOps7M2I6SyC8PJZVTdpIb/OJ7Kx+",
            llm_cookie: "llm-rfranklin-379112c6e6c4200bfb43d920",
            openai_key: "sk-sandbox-openai-rfranklin",
            anthropic_key: "sk-ant-sandbox-rfranklin",
            llm_user_id: "rfranklin",
            note: "inactive",
            ..ada.clone()
        },
        Person {
            login: "enoether",
            key: "JIRAUSER10104",
            display_name: "Emmy Noether",
            email: Some("emmy.noether@example.org"),
            deleted: Some(true),
            jira_token: "NTQ3ODM4OTgwMTI3OoFNj5CyRq8Y48UE5y+b9M+kjTpA",
            confluence_token: "MzI1MjUxNTg0ODM2Ot3rz3Gk/REym/IGkeLEfRitfjOX",
            llm_cookie: "llm-enoether-b66eeba3c3e82fcee9d4cf0d",
            openai_key: "sk-sandbox-openai-enoether",
            anthropic_key: "sk-ant-sandbox-enoether",
            llm_user_id: "enoether",
            note: "deleted",
            ..ada.clone()
        },
        Person {
            login: "aturing",
            key: "JIRAUSER10105",
            display_name: "Alan Turing",
            email: Some("alan.turing@example.org"),
            jira_token: "NjU0Njk0NjM4NjEwOguQPe/SJ2UrRzxajnX5Mn3M78LC",
            confluence_token: "NTEzNjA4MDc1NzQ3Osuient/arMCAQJaoWqVlL+8x8Q6",
            llm_cookie: "llm-aturing-a3e3ba2c78d71468175b3ecf",
            openai_key: "sk-sandbox-openai-aturing",
            anthropic_key: "sk-ant-sandbox-aturing",
            llm_user_id: "turing.alan",
            note: "the LLM knows him under another userID",
            ..ada.clone()
        },
        Person {
            login: "hlamarr",
            key: "JIRAUSER10106",
            display_name: "Hedy Lamarr",
            email: Some("hedy.lamarr@example.org"),
            jira_token: "ODgzNzE2NjM1NTg5OtsrSDV5bFMlzCChiFOG7LTuPuSn",
            confluence_token: "NzE3MzM5NDkwNzYxOnADtmur/A4DLH5uSwY3o7B6DYWN",
            llm_cookie: "llm-hlamarr-6e796477d0defa4b0ee3916c",
            openai_key: "sk-sandbox-openai-hlamarr",
            anthropic_key: "sk-ant-sandbox-hlamarr",
            llm_user_id: "hlamarr",
            expired: true,
            note: "tokens have expired",
            ..ada.clone()
        },
        Person {
            login: "alovelace2",
            key: "JIRAUSER10107",
            email: Some("ada.second@example.org"),
            jira_token: "NjU4NjcwODUxMDQyOnr9cXoEaz2g7mAwnprvWQzE6lcZ",
            confluence_token: "MzU4NTQxNDYxMzk0Oorzm2en+ZJTV+0lTKQtDz5iOX9M",
            llm_cookie: "llm-alovelace2-8b0a941d9ada58c779769fd9",
            openai_key: "sk-sandbox-openai-alovelace2",
            anthropic_key: "sk-ant-sandbox-alovelace2",
            llm_user_id: "alovelace2",
            note: "same display name as the first Ada",
            ..ada
        },
    ]
}

/// Finds who a login belongs to, ignoring case as Jira does.
pub(crate) fn by_login<'a>(people: &'a [Person], login: &str) -> Option<&'a Person> {
    people.iter().find(|person| person.login.eq_ignore_ascii_case(login))
}
