//! What one person does with the tickets of a site build.

use contract::{
    Outcome,
    commands::{
        DescribeSiteBuild, EditTicket, ExportTickets, GroupEpic, MakeTickets, MarkReady, NewSheet,
        SetSiteTarget, TicketFilter,
    },
    views::{JobState, ReviewedText, SiteExportView, SiteReviewView, StartedWork},
};
use domain::ids::{SiteBuildId, SiteTicketId};
use std::collections::BTreeSet;
use testkit::{Person, TestApp};

pub(crate) const BUNDLES: &str = "Name,Machine name,X,Type\n\
    Article,article,a,Content type\n\
    Page,page,a,Content type\n\
    Tags,tags,a,Vocabulary\n";
pub(crate) const FIELDS: &str = "Field label,Machine name,X,Bundle,Field type,Ref. bundle\n\
    Teaser,field_teaser,a,Article (Content type),Text (plain),\n\
    Tags,field_tags,a,Article (Content type),Entity reference,Tags (Vocabulary)\n\
    Body,body,a,Page (Content type),\"Text (formatted, long)\",\n";

/// A build of theirs.
pub(crate) struct Builder<'a> {
    pub(crate) who: &'a Person,
    pub(crate) id: SiteBuildId,
}

impl<'a> Builder<'a> {
    /// A build with tickets.
    pub(crate) async fn with_tickets(who: &'a Person) -> Self {
        let builder = Self::with_sheets(who, &[("Bundles.csv", BUNDLES), ("Fields.csv", FIELDS)]).await;
        builder.make().await.unwrap();
        builder
    }

    pub(crate) async fn with_sheets(who: &'a Person, sheets: &[(&str, &str)]) -> Self {
        let command = DescribeSiteBuild { id: None, name: "Relaunch".to_owned(), description: String::new() };
        let id = who.use_cases.site_builds.describe(&who.caller, &who.principal, command).await.unwrap();
        let builder = Self { who, id };
        for (name, text) in sheets {
            builder.sheet(name, text).await;
        }
        builder
    }

    pub(crate) async fn sheet(&self, name: &str, text: &str) {
        let sheets = vec![NewSheet { name: name.to_owned(), bytes: text.as_bytes().to_vec() }];
        let Person { use_cases, caller, principal, .. } = self.who;
        use_cases.site_builds.add(caller, principal, self.id, sheets).await.unwrap();
    }

    pub(crate) async fn make(&self) -> Outcome<u32> {
        let Person { use_cases, caller, principal, .. } = self.who;
        let version = use_cases.site_builds.sheets(principal, self.id).await?.build.version;
        let command = MakeTickets { build: self.id, version };
        use_cases.site_tickets.make(caller, principal, command).await
    }

    pub(crate) async fn review(&self, open: Option<SiteTicketId>) -> SiteReviewView {
        let Person { use_cases, principal, .. } = self.who;
        use_cases.site_tickets.review(principal, self.id, TicketFilter::default(), open).await.unwrap()
    }

    pub(crate) async fn ticket(&self, title: &str) -> ReviewedText {
        let found = self.review(None).await.tickets.into_iter().find(|ticket| ticket.title.contains(title));
        let found = found.unwrap_or_else(|| panic!("no ticket is about {title}"));
        self.review(Some(found.id)).await.open.unwrap()
    }

    pub(crate) async fn edit(&self, ticket: &ReviewedText, title: &str, body: &str) -> Outcome<SiteBuildId> {
        let command = EditTicket {
            ticket: ticket.ticket.id,
            version: ticket.ticket.version,
            title: title.to_owned(),
            body: body.to_owned(),
        };
        let Person { use_cases, caller, principal, .. } = self.who;
        use_cases.site_tickets.edit(caller, principal, command).await.map(|edited| edited.build)
    }

    pub(crate) async fn all_ready(&self) -> u32 {
        let command =
            MarkReady { build: self.id, ticket: None, filter: TicketFilter::default(), ready: true };
        let Person { use_cases, caller, principal, .. } = self.who;
        use_cases.site_tickets.mark(caller, principal, command).await.unwrap()
    }

    pub(crate) async fn target(&self, project: &str) -> Outcome<()> {
        self.target_below(project, "").await
    }

    pub(crate) async fn target_below(&self, project: &str, epic: &str) -> Outcome<()> {
        self.target_with(project, epic, &[]).await
    }

    pub(crate) async fn target_with(&self, project: &str, epic: &str, epics: &[(&str, &str)]) -> Outcome<()> {
        let of_group =
            |(group, key): &(&str, &str)| GroupEpic { group: (*group).to_owned(), key: (*key).to_owned() };
        let command = SetSiteTarget {
            build: self.id,
            project: project.to_owned(),
            issue_type: "Task".to_owned(),
            epic: epic.to_owned(),
            epics: epics.iter().map(of_group).collect(),
            labels: "relaunch".to_owned(),
        };
        let Person { use_cases, caller, principal, .. } = self.who;
        use_cases.site_tickets.target(caller, principal, command).await
    }

    pub(crate) async fn check(&self) -> Outcome<()> {
        let Person { use_cases, caller, principal, .. } = self.who;
        use_cases.site_tickets.check(caller, principal, self.id).await
    }

    pub(crate) async fn view(&self) -> SiteExportView {
        self.who.use_cases.site_tickets.export_view(&self.who.principal, self.id).await.unwrap()
    }

    pub(crate) async fn export(&self, sha256: &str) -> Outcome<StartedWork> {
        let command = ExportTickets { build: self.id, sha256: sha256.to_owned() };
        let Person { use_cases, caller, principal, .. } = self.who;
        use_cases.site_tickets.export(caller, principal, command).await
    }

    /// Everything ready, checked and started.
    pub(crate) async fn started(&self, project: &str) -> StartedWork {
        self.all_ready().await;
        self.target(project).await.unwrap();
        self.check().await.unwrap();
        let checked = self.view().await.checked.unwrap();
        assert!(checked.refused.is_empty(), "{:?}", checked.refused);
        self.export(&checked.sha256).await.unwrap()
    }

    pub(crate) async fn stop(&self) {
        let Person { use_cases, caller, principal, .. } = self.who;
        let job = self.view().await.job.unwrap().id;
        use_cases.site_tickets.stop(caller, principal, self.id, job).await.unwrap();
    }
}

/// Every ticket is in Jira once, and nothing else is.
pub(crate) async fn each_once(app: &TestApp, builder: &Builder<'_>) {
    let view = builder.view().await;
    assert_eq!(view.job.as_ref().unwrap().state, JobState::Completed, "{:?}", view.job);
    assert_eq!((view.progress.created, view.progress.left()), (view.counts.all, 0), "{:?}", view.results);
    let keys: BTreeSet<String> =
        view.results.iter().map(|result| result.issue.as_ref().unwrap().0.to_string()).collect();
    let there: BTreeSet<String> =
        app.sandbox.created_issues().iter().map(|issue| issue["key"].as_str().unwrap().to_owned()).collect();
    assert_eq!(keys, there);
    assert_eq!(app.sandbox.created_issues().len(), view.results.len());
    assert_eq!(
        (view.progress.linked, app.sandbox.links().len()),
        (view.progress.links, view.progress.links as usize)
    );
}
