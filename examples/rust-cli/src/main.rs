use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;

fn main() -> Result<(), lexopt::Error> {
    let mut counts = BTreeMap::<String, usize>::new();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        let lexopt::Arg::Value(text) = argument else { return Err(argument.unexpected()) };
        for word in text.to_string_lossy().unicode_words() {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    for (word, count) in counts {
        println!("{count} {word}");
    }
    Ok(())
}
