//! How the pages look for one person.

use contract::views::Sidebar;
use testkit::{Person, Setup, story};

async fn sidebar_of(person: &Person) -> Sidebar {
    person.use_cases.accounts.session(&person.principal).await.unwrap().sidebar
}

async fn keep(person: &Person, pinned: bool, width: u8) {
    person.use_cases.appearance.keep_sidebar(&person.principal, Sidebar { pinned, width }).await.unwrap();
}

#[tokio::test]
async fn the_navigation_is_remembered_for_each_person_alone() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.user("ghopper").await);
        assert_eq!(sidebar_of(&ada).await, Sidebar::default());
        keep(&ada, false, 60).await;
        assert_eq!(sidebar_of(&ada).await, Sidebar { pinned: false, width: 60 });
        keep(&ada, true, 64).await;
        assert_eq!(sidebar_of(&ada).await, Sidebar { pinned: true, width: 64 });
        assert_eq!(sidebar_of(&grace).await, Sidebar::default());
    })
    .await;
}

#[tokio::test]
async fn a_width_that_does_not_exist_becomes_the_nearest_one() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        for (asked, kept) in [(0, Sidebar::NARROWEST), (255, Sidebar::WIDEST), (53, 52)] {
            keep(&ada, true, asked).await;
            assert_eq!(sidebar_of(&ada).await.width, kept, "{asked}");
        }
    })
    .await;
}
