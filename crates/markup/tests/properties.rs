//! What must hold for any text.

use proptest::prelude::*;

proptest! {
    #[test]
    fn any_text_becomes_a_document_that_keeps_to_the_format(markdown in "(\\PC|[\n*_`#>|~\\[\\](){}!-]){0,200}") {
        let document = markup::to_adf(&markdown);
        prop_assert_eq!(markup::adf_check::problems(&document), Vec::new(), "{}", document);
    }

    #[test]
    fn no_word_of_a_document_is_lost_when_it_is_read(markdown in "(\\PC|[\n*_`#>|~\\[\\](){}!-]){0,200}") {
        let document = markup::to_adf(&markdown);
        let read = markup::from_adf(&document);
        for text in texts(&document) {
            for word in text.split_whitespace() {
                // In a table a bar is part of its frame, unless it is marked as text.
                let in_table = word.replace('|', "\\|");
                prop_assert!(
                    read.contains(word) || read.contains(&in_table),
                    "{word:?} of {document} is not in {read:?}"
                );
            }
        }
    }

    #[test]
    fn any_text_becomes_wiki_markup(markdown in "(\\PC|[\n*_`#>|~\\[\\](){}!-]){0,200}") {
        let _ = markup::to_wiki(&markdown);
    }
}

fn texts(node: &serde_json::Value) -> Vec<String> {
    let own = node["text"].as_str().map(str::to_owned);
    let inner = node["content"].as_array().into_iter().flatten().flat_map(texts);
    own.into_iter().chain(inner).collect()
}
