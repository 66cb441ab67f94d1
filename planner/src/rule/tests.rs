//! What rules say, against a second way to say it, and where they point when they are wrong.

use proptest::prelude::*;

use super::*;

/// Rows of an age, a registration and a living arrangement, each of which may be missing.
struct People(Vec<(Option<u8>, Option<&'static str>, Option<&'static str>)>);

struct Ages<'a>(&'a People);
struct Texts<'a>(&'a People, fn(&People, usize) -> Option<&'static str>);

const HUKOU: [&str; 3] = ["370103", "370104", "310101"];
const LIVING: [&str; 2] = ["独居", "空巢"];

impl Columns for People {
    fn column(&self, name: &str) -> Option<Box<dyn Column + '_>> {
        match name {
            "age" | "年龄" => Some(Box::new(Ages(self))),
            "hukou" => Some(Box::new(Texts(self, |p, row| p.0[row].1))),
            "living" => Some(Box::new(Texts(self, |p, row| p.0[row].2))),
            _ => None,
        }
    }
    fn names(&self) -> Vec<String> {
        ["age", "hukou", "living"].map(str::to_owned).to_vec()
    }
}

impl Column for Ages<'_> {
    fn kind(&self) -> Kind {
        Kind::Number
    }
    fn size(&self) -> usize {
        256
    }
    fn texts(&self, value: usize) -> Vec<Cow<'_, str>> {
        vec![value.to_string().into()]
    }
    fn number(&self, value: usize) -> Option<f64> {
        Some(value as f64)
    }
    fn value(&self, row: usize) -> Option<usize> {
        self.0.0[row].0.map(usize::from)
    }
}

impl Column for Texts<'_> {
    fn kind(&self) -> Kind {
        Kind::Text
    }
    fn size(&self) -> usize {
        5
    }
    fn texts(&self, value: usize) -> Vec<Cow<'_, str>> {
        let all = HUKOU.iter().chain(&LIVING);
        all.skip(value).take(1).map(|t| (*t).into()).collect()
    }
    fn number(&self, _: usize) -> Option<f64> {
        None
    }
    fn value(&self, row: usize) -> Option<usize> {
        let text = (self.1)(self.0, row)?;
        HUKOU.iter().chain(&LIVING).position(|t| *t == text)
    }
}

fn judge(rule: &str, people: &People) -> Vec<Truth> {
    let rule = Rule::parse(rule).unwrap();
    let judge = rule.bind(people).unwrap();
    (0..people.0.len()).map(|row| judge.judge(row)).collect()
}

fn refusal(rule: &str) -> String {
    let people = People(Vec::new());
    match Rule::parse(rule) {
        Err(error) => error.to_string(),
        Ok(rule) => rule.bind(&people).err().unwrap().to_string(),
    }
}

#[test]
fn rules_say_what_they_say() {
    let people = People(vec![
        (Some(70), Some("370103"), Some("独居")),
        (Some(69), Some("370104"), None),
        (None, Some("310101"), Some("空巢")),
    ]);
    use Truth::{No, Unknown, Yes};
    for (rule, expected) in [
        ("age >= 70", [Yes, No, Unknown]),
        ("70 <= age", [Yes, No, Unknown]),
        ("年龄＞６９", [Yes, No, Unknown]),
        ("not age >= 70", [No, Yes, Unknown]),
        ("age != 70", [No, Yes, Unknown]),
        ("hukou startswith \"3701\"", [Yes, Yes, No]),
        ("hukou = '370103' or living = “空巢”", [Yes, Unknown, Yes]),
        ("hukou endswith \"1\"", [No, No, Yes]),
        ("hukou contains \"0103\"", [Yes, No, No]),
        ("living in [\"独居\", \"空巢\",]", [Yes, Unknown, Yes]),
        ("living not in ['独居']", [No, Unknown, Yes]),
        ("living is missing", [No, Yes, No]),
        ("living is known and age is not missing", [Yes, No, No]),
        (
            "age = 70 and (living = \"独居\" or hukou = \"x\")",
            [Yes, No, No],
        ),
        ("age = 70 且 非 living = \"空巢\"", [Yes, No, No]),
        (
            "age >= 70 or hukou = \"310101\" and living = \"独居\"",
            [Yes, No, Unknown],
        ),
        ("age in [69, 70]", [Yes, Yes, Unknown]),
        ("age = \"70\"", [Yes, No, Unknown]),
    ] {
        assert_eq!(judge(rule, &people), expected, "{rule}");
    }
}

#[test]
fn a_wrong_rule_is_shown_with_a_caret_at_the_character() {
    for (rule, message, at) in [
        ("age >=", "expected a number or a text in quotes", 6),
        ("age > 70 and hukuo = \"x\"", "did you mean `hukou`?", 13),
        (
            "age > 70 hukou = \"x\"",
            "expected `and`, `or` or the end",
            9,
        ),
        ("(age > 70", "this bracket is never closed", 0),
        ("age > 70)", "this bracket was never opened", 8),
        ("hukou = 370103", "write \"370103\" in quotes", 8),
        ("hukou > 3", "holds texts", 8),
        ("age > \"70\"", "without quotes", 6),
        ("living = 独居", "a text stands in quotes: \"独居\"", 9),
        ("living = \"独居", "never closed", 9),
        ("age ? 3", "`?` is no part of a rule", 4),
        ("age > 7x", "`7x` is no number", 6),
        ("living in \"独居\"", "expected a list", 10),
        ("", "the rule ends where a column is expected", 0),
        ("age", "expected what is asked of the column", 3),
        ("age is 7", "expected `missing` or `known`", 7),
    ] {
        let found = refusal(rule);
        assert!(found.contains(message), "{rule}: {found}");
        let caret = found.lines().last().unwrap();
        let wide = rule.chars().take(at).map(cells).sum::<usize>();
        assert_eq!(caret, format!("  {:wide$}^", ""), "{rule}: {found}");
        assert!(
            found.contains(&format!("(character {})", at + 1)),
            "{found}"
        );
    }
    let deep = format!("{}age > 1{}", "(".repeat(500), ")".repeat(500));
    assert!(refusal(&deep).contains("nested too deeply"));
    assert!(refusal(&"not ".repeat(500)).contains("nested too deeply"));
    assert!(refusal(&"a".repeat(20_000)).contains("longer than"));
}

#[test]
fn a_rule_names_each_of_its_columns_once() {
    let rule = Rule::parse("age > 1 and (b = 2 or age < 3) and `c d` is missing").unwrap();
    assert_eq!(rule.columns(), ["age", "b", "c d"]);
    assert_eq!(rule.error_at_column("b", ("x", "x")).at, 13);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-z0-9 ()\\[\\]\"'<>=!,.且或非“”中-]{0,60}") {
        let people = People(vec![(Some(70), None, None)]);
        if let Ok(rule) = Rule::parse(&text)
            && let Ok(judge) = rule.bind(&people)
        {
            judge.judge(0);
        }
    }

    #[test]
    fn not_is_its_own_inverse_and_de_morgan_holds(age in prop::option::of(60..90_u8), limit in 60..90_u8, other in 60..90_u8) {
        let people = People(vec![(age, None, None)]);
        let of = |rule: String| judge(&rule, &people)[0];
        let (a, b) = (format!("age >= {limit}"), format!("age < {other}"));
        prop_assert_eq!(of(format!("not not {a}")), of(a.clone()));
        prop_assert_eq!(of(format!("not ({a} and {b})")), of(format!("not {a} or not {b}")));
        prop_assert_eq!(of(a) == Truth::Unknown, age.is_none());
    }
}
