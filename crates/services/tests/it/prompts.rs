//! Prompts and templates of a person's own, and what choosing one changes.

use contract::{
    Outcome,
    commands::{SavePrompt, StartDraft},
    views::PromptsView,
};
use domain::{failure::Category, ids::PromptId};
use testkit::{Person, Setup, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online.";

async fn save(person: &Person, id: Option<PromptId>, name: &str, body: &str) -> Outcome<PromptId> {
    let command = SavePrompt { id, kind: "prompt".into(), name: name.into(), body: body.into() };
    person.use_cases.prompts.save(&person.caller, &person.principal, command).await
}

async fn page(person: &Person) -> PromptsView {
    person.use_cases.prompts.prompts(&person.principal, None).await.unwrap()
}

fn names(view: &PromptsView) -> Vec<&str> {
    view.own.iter().map(|prompt| prompt.name.as_str()).collect()
}

#[tokio::test]
async fn prompts_are_saved_changed_copied_deleted_and_taken_back() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let prompts = &ada.use_cases.prompts;
        let id = save(&ada, None, "Short", "Be short in {project}.").await.unwrap();
        assert!(save(&ada, None, "Short", "x").await.unwrap_err().of_field("name").is_some());
        assert!(save(&ada, Some(id), "Short", "For {reader}").await.unwrap_err().of_field("body").is_some());
        save(&ada, Some(id), "Shorter", "Be shorter.").await.unwrap();
        prompts.duplicate(&ada.caller, &ada.principal, &format!("own:{id}")).await.unwrap();
        prompts.duplicate(&ada.caller, &ada.principal, "system:technical_debt").await.unwrap();
        let view = page(&ada).await;
        assert_eq!(names(&view), ["Shorter", "Shorter (2)", "Technical debt"]);
        assert!(view.system.iter().any(|prompt| prompt.id == "technical_debt" && prompt.choosable));
        assert!(view.system.iter().any(|prompt| prompt.id == "classic_story" && !prompt.choosable));

        prompts.delete(&ada.caller, &ada.principal, id).await.unwrap();
        let after = prompts.prompts(&ada.principal, Some(id)).await.unwrap();
        assert_eq!(after.deleted.as_ref().map(|prompt| prompt.name.as_str()), Some("Shorter"));
        save(&ada, None, "Shorter", "Another").await.unwrap();
        prompts.restore(&ada.caller, &ada.principal, id).await.unwrap();
        assert_eq!(prompts.prompt(&ada.principal, id).await.unwrap().name, "Shorter (3)");
        for unknown in ["own:x", "system:nothing", "x"] {
            let failure = prompts.duplicate(&ada.caller, &ada.principal, unknown).await.unwrap_err();
            assert_eq!(failure.category, Category::NotFound, "{unknown}");
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_prompts_do_not_exist() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.user("ghopper").await);
        let id = save(&ada, None, "Mine", "Be short.").await.unwrap();
        let (prompts, caller, who) = (&grace.use_cases.prompts, &grace.caller, &grace.principal);
        let not_found = |what: &str, category: Option<Category>| {
            assert_eq!(category, Some(Category::NotFound), "{what}");
        };
        not_found("get", prompts.prompt(who, id).await.err().map(|f| f.category));
        not_found("save", save(&grace, Some(id), "Hers", "x").await.err().map(|f| f.category));
        not_found(
            "copy",
            prompts.duplicate(caller, who, &format!("own:{id}")).await.err().map(|f| f.category),
        );
        not_found("delete", prompts.delete(caller, who, id).await.err().map(|f| f.category));
        ada.use_cases.prompts.delete(&ada.caller, &ada.principal, id).await.unwrap();
        not_found("restore", prompts.restore(caller, who, id).await.err().map(|f| f.category));
        assert_eq!(prompts.prompts(who, Some(id)).await.unwrap().deleted, None);
        ada.use_cases.prompts.restore(&ada.caller, &ada.principal, id).await.unwrap();
        let form = StartDraft { prompt: format!("own:{id}"), ..requirement(ROOM) };
        assert!(grace.start(form).await.unwrap_err().of_field("prompt").is_some());
        assert!(app.sandbox.llm_calls().is_empty());
        assert!(page(&grace).await.own.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_export_can_be_imported_by_somebody_else_and_a_broken_file_adds_nothing() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.member("alovelace").await, app.member("ghopper").await);
        save(&ada, None, "Short", "Be short in {project}.").await.unwrap();
        save(&ada, None, "Polite", "Say \"please\".").await.unwrap();
        save(&grace, None, "Short", "Hers").await.unwrap();
        let file = ada.use_cases.prompts.export(&ada.principal).await.unwrap();
        let import = async |file: &str| {
            grace.use_cases.prompts.import(&grace.caller, &grace.principal, file.as_bytes()).await
        };
        let imported = import(&file).await.unwrap();
        assert_eq!((imported.added, imported.renamed), (2, 1));
        assert_eq!(names(&page(&grace).await), ["Polite", "Short", "Short (2)"]);
        let broken = file.replace("{project}", "{nothing}");
        assert!(import(&broken).await.unwrap_err().of_field("file").is_some());
        assert_eq!(page(&grace).await.own.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn the_chosen_prompt_is_sent_remembered_and_kept_with_the_draft() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let id = save(&ada, None, "Wards", "Name the ward in {project}; {kind} only.").await.unwrap();
        let form = StartDraft { prompt: format!("own:{id}"), ..requirement(ROOM) };
        let draft = ada.written_from(form).await;
        let call = app.sandbox.llm_calls().last().cloned().unwrap();
        assert!(
            call["body"]["query"]
                .as_str()
                .unwrap()
                .contains("<instructions>\nName the ward in CLINIC; Story only.\n"),
            "{call}"
        );
        assert!(
            !call["body"]["systemInstruction"].as_str().unwrap().contains("Name the ward"),
            "people's text is data"
        );
        let form = ada.use_cases.drafting.form(&ada.caller, &ada.principal).await.unwrap();
        assert_eq!(form.prompt, format!("own:{id}"));
        assert!(form.prompts.iter().any(|choice| choice.value == "system:technical_debt"));
        ada.use_cases.prompts.delete(&ada.caller, &ada.principal, id).await.unwrap();
        let form = ada.use_cases.drafting.form(&ada.caller, &ada.principal).await.unwrap();
        assert_eq!(form.prompt, "", "what is gone is not offered");
        assert_eq!(ada.draft(draft.id).await.id, draft.id);

        let form = StartDraft { prompt: "system:technical_debt".into(), ..requirement(ROOM) };
        ada.written_from(form).await;
        let call = app.sandbox.llm_calls().last().cloned().unwrap();
        assert!(call["body"]["systemInstruction"].as_str().unwrap().contains("technical debt"), "{call}");
        assert!(!call["body"]["query"].as_str().unwrap().contains("<instructions>"));
    })
    .await;
}
