//! What the Drupal Spec Tool writes: feature files with tables, and no `X` column.

use site_spec::{
    lint::lint,
    plan::{Options, plan},
    reading::Workbook,
    sheets::{Choices, Spec},
    types::Kind,
};

const MODEL: &str = "@api
Feature: Content model
  In order to enter structured content into my site
  As a content editor
  I want to have content types that reflect my content model.

  @spec
  Scenario: Bundles
    Then exactly the following content entity type bundles should exist
      | Name    | Machine name | Type         | Description               |
      | Article | article      | Content type | News, <em>and more</em>.  |
      | Topics  | topics       | Vocabulary   |                           |
      | Photo   | photo        | Media type   | A picture \\| its rights. |

  @spec @fields
  Scenario: Fields
    Then exactly the following fields should exist
      | Type         | Bundle  | Field label | Machine name | Field type                           | Required | Cardinality | Form widget                          | Translatable |
      | Content type | Article | Body        | body         | Text (formatted, long, with summary) |          | 1           | Text area with a summary             | Translatable |
      | Content type | Article | Topics      | field_topics | Entity reference                     | Required | Unlimited   | Autocomplete (Tags style)            |              |
      | Media type   | Photo   | Sections    | field_parts  | Entity reference revisions           |          | Unlimited   | Paragraphs Legacy                    |              |
      | Media type   | Photo   | Rights      | field_rights | Text (plain, long)                   | Required | 1           | Textarea (multiple rows) with counter | Translatable |
";

const REST: &str = "@api
Feature: Everything else

  Scenario: Workflow
    Then exactly the following workflows should exist
      | Label     | Machine name | Type               |
      | Editorial | editorial    | Content moderation |

  Scenario: Workflow states
    Then exactly the following workflow states should exist
      | Workflow  | Label     | Machine name |
      | Editorial | Draft     | draft        |
      | Editorial | In review | review       |
      | Editorial | Published | published    |

  Scenario: Workflow transitions
    Then exactly the following workflow transitions should exist
      | Workflow  | Label            | Machine name     | From state | To state  |
      | Editorial | Create New Draft | create_new_draft | Draft      | Draft     |
      | Editorial | Create New Draft | create_new_draft | In review  | Draft     |
      | Editorial | Create New Draft | create_new_draft | Published  | Draft     |
      | Editorial | Publish          | publish          | In review  | Published |

  @menus
  Scenario: Menus
    Then exactly the following menus should exist
      | Name   | Machine name | Description |
      | Footer | footer       |             |
      | Tools  | tools        | For editors |

  Scenario: User roles
    Then exactly the following roles should exist
      | Name   | Machine name |
      | Editor | editor       |

  Scenario: Image styles
    Then exactly the following image styles should exist
      | Style name      | Machine name |
      | Large (480×480) | large        |

  Scenario: Image effects
    Then exactly the following image effects should exist
      | Image style     | Effect | Summary |
      | Large (480×480) | Scale  | 480×480 |

  Scenario: Views
    Then exactly the following views should exist
      | View name | Machine name | Base table | Status  | Description |
      | News      | news         | Content    | Enabled |             |

  Scenario: Views displays
    Then exactly the following views displays should exist
      | View | Title | Machine name | Display plugin |
      | News | Page  | page_1       | Page           |
";

fn workbook(rest: &str) -> Workbook {
    let mut workbook = Workbook::new();
    workbook.add_bytes("content_model.feature", MODEL.as_bytes());
    workbook.add_bytes("site.feature", rest.as_bytes());
    assert!(workbook.refused.is_empty(), "{:?}", workbook.refused);
    workbook
}

#[test]
fn every_scenario_is_the_type_of_sheet_it_is_called() {
    let workbook = workbook(REST);
    let spec = Spec::of(&workbook, &Choices::new());
    let kinds: Vec<Kind> = spec.sheets.iter().map(|sheet| sheet.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Bundles,
            Kind::Fields,
            Kind::Workflows,
            Kind::WorkflowStates,
            Kind::WorkflowTransitions,
            Kind::Menus,
            Kind::UserRoles,
            Kind::ImageStyles,
            Kind::ImageEffects,
            Kind::Views,
            Kind::ViewDisplays,
        ],
        "{:?}",
        spec.unclear
    );
    assert_eq!(spec.sheets[5].table.name, "site.feature (table 4, Menus)");
}

#[test]
fn what_the_tool_writes_is_right_and_planned_as_a_whole() {
    let workbook = workbook(REST);
    let spec = Spec::of(&workbook, &Choices::new());
    let found = lint(&spec);
    assert!(found.is_empty(), "{found:#?}");
    let plan = plan(&spec, &Options::default());
    assert_eq!((plan.coverage.built, plan.coverage.left_out.len()), (22, 0));
    let workflow = plan.tickets.iter().find(|ticket| ticket.kind == Kind::Workflows).unwrap();
    assert_eq!(workflow.rows.len(), 8, "with its states and transitions");
}

#[test]
fn a_transition_may_have_several_origins_and_only_one_target() {
    let conflicting = REST.replace("| In review  | Draft     |", "| In review  | Published |");
    let workbook = workbook(&conflicting);
    let found = lint(&Spec::of(&workbook, &Choices::new()));
    let codes: Vec<&str> = found.iter().map(|finding| finding.code.as_ref()).collect();
    assert_eq!(codes, ["machine-name-duplicate"]);
    assert_eq!(found[0].file, "site.feature (table 3, Workflow transitions)");
    assert_eq!(found[0].row, Some(20));
}
