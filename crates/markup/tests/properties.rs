//! What must hold for any text.

use proptest::prelude::*;

proptest! {
    #[test]
    fn any_text_becomes_a_document_that_keeps_to_the_format(markdown in "(\\PC|[\n*_`#>|~\\[\\](){}!-]){0,200}") {
        let document = markup::to_adf(&markdown);
        prop_assert_eq!(markup::adf_check::problems(&document), Vec::new(), "{}", document);
    }

    #[test]
    fn any_text_becomes_wiki_markup(markdown in "(\\PC|[\n*_`#>|~\\[\\](){}!-]){0,200}") {
        let _ = markup::to_wiki(&markdown);
    }
}
