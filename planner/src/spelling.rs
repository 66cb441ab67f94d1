//! The nearest known word for one that is not known.

use crate::text::Bilingual;

/// A hint such as ``did you mean `speed_mps`?``, or the list of all known words.
pub(crate) fn hint(unknown: &str, known: &[&str]) -> Bilingual {
    let nearest = known
        .iter()
        .map(|word| (edits(unknown, word), *word))
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        // Farther than half of the word is no slip of the finger.
        Some((distance, word)) if distance * 2 <= word.chars().count().max(3) => Bilingual::new(
            format!("是否指 `{word}`？"),
            format!("did you mean `{word}`?"),
        ),
        _ => {
            let known = known.join(", ");
            Bilingual::new(format!("可用：{known}"), format!("known keys: {known}"))
        }
    }
}

/// The least number of letters to insert, delete, replace or swap with a neighbour (optimal string alignment).
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replace = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("tilte", "title"), 1);
        assert_eq!(edits("same", "same"), 0);
    }

    #[test]
    fn only_near_words_are_proposed() {
        let known = ["title", "network", "walk"];
        assert_eq!(hint("tilte", &known).en, "did you mean `title`?");
        assert_eq!(hint("xyzzy", &known).en, "known keys: title, network, walk");
        assert_eq!(hint("tilte", &known).zh, "是否指 `title`？");
    }
}
