//! Identity numbers, phone numbers and days of birth: recognised by their content, used in memory, never kept.
//!
//! An identity number has 17 digits and a check character (GB 11643: weights 2^(17-i) modulo 11); its digits 7 to 14
//! are the day of birth, and the 17th is odd for men. Numbers of the first generation have 15 digits and no check.

/// No day is in a later year.
const LAST_YEAR: u32 = 2100;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::places) struct Day {
    year: u32,
    month: u32,
    of_month: u32,
}

/// What an identity number tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::places) struct Identity {
    pub(in crate::places) birth: Day,
    pub(in crate::places) sex: &'static str,
}

impl Day {
    fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let is_day = (1850..=LAST_YEAR).contains(&year) && (1..=days).contains(&day);
        is_day.then_some(Self {
            year,
            month,
            of_month: day,
        })
    }

    /// Reads a day as tables have it: `1945-03-07`, `1945/3/7`, `1945年3月`, `19450307`, `1945`, or the serial number
    /// of a spreadsheet; a month or day that is missing is the first.
    pub(in crate::places) fn parse(text: &str) -> Option<Self> {
        let close;
        let text = if text.contains(' ') {
            close = without_gaps(text);
            &close
        } else {
            text
        };
        let date = text.split([' ', 'T']).next()?;
        let plain = date.replace(['年', '月', '/', '.'], "-");
        let plain = plain.trim_end_matches('日').trim_end_matches('-');
        let mut parts = Vec::new();
        for part in plain.split('-') {
            parts.push((part.len(), part.parse::<u32>().ok()?));
        }
        match parts[..] {
            [(8, n)] => Self::new(n / 10_000, n / 100 % 100, n % 100),
            [(6, n)] => Self::new(n / 100, n % 100, 1),
            [(5, n)] | [(5, n), _] => Self::of_serial(n),
            // Days before May 1927 have four digits; up to 2100 they are years.
            [(4, n)] | [(4, n), (1, 0)] if n > LAST_YEAR => Self::of_serial(n),
            [(4, year)] => Self::new(year, 1, 1),
            [(4, year), (_, month)] => Self::new(year, month, 1),
            [(4, year), (_, month), (_, day)] => Self::new(year, month, day),
            _ => None,
        }
    }

    /// The day of a spreadsheet's serial number, which counts from the last day of 1899.
    fn of_serial(serial: u32) -> Option<Self> {
        // Days from civil, the other way round (H. Hinnant); 1899-12-30 is day 693_899 from the first of March of year 0.
        let days = serial + 693_899;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        Self::new(era * 400 + year + u32::from(month <= 2), month, day)
    }

    /// The age in whole years on a day; `None` where that is before birth or beyond any life.
    pub(in crate::places) fn age_on(self, on: Self) -> Option<u8> {
        let years = on.year.checked_sub(self.year)?;
        let not_yet = (on.month, on.of_month) < (self.month, self.of_month);
        let years = years.checked_sub(u32::from(not_yet))?;
        u8::try_from(years).ok().filter(|years| *years <= 130)
    }
}

/// A day without the spaces that set its parts apart, but with the one before a time: `1945年 3月 7日`, `1945 03 07`.
fn without_gaps(text: &str) -> String {
    let mut close = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let is_digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
        let is_joined = close.ends_with(['年', '月', '-', '/', '.'])
            || word.starts_with(['年', '月', '日', '-', '/', '.']);
        if !close.is_empty() && !is_joined {
            let is_part = word.len() <= 2 && is_digits(word);
            close.push(if is_part { '-' } else { ' ' });
        }
        close.push_str(word);
    }
    close
}

/// Reads an identity number; `None` unless its day and check character are right.
pub(in crate::places) fn read(text: &str) -> Option<Identity> {
    // Groups of digits are often set apart.
    let joined;
    let text = if text.contains([' ', '-', '\u{3000}']) {
        joined = text.replace([' ', '-', '\u{3000}'], "");
        &joined
    } else {
        text
    };
    let bytes = text.trim().as_bytes();
    let number = |range: std::ops::Range<usize>| -> u32 {
        let digits = bytes[range].iter();
        digits.fold(0, |n, b| n * 10 + u32::from(b - b'0'))
    };
    let sex = |digit: u8| if digit % 2 == 1 { "男" } else { "女" };
    match bytes.len() {
        18 if bytes[..17].iter().all(u8::is_ascii_digit) && is_checked(bytes) => Some(Identity {
            birth: Day::new(number(6..10), number(10..12), number(12..14))?,
            sex: sex(bytes[16]),
        }),
        15 if bytes.iter().all(u8::is_ascii_digit) => Some(Identity {
            birth: Day::new(1900 + number(6..8), number(8..10), number(10..12))?,
            sex: sex(bytes[14]),
        }),
        _ => None,
    }
}

/// Whether the last of 18 characters is the check character of the others.
fn is_checked(bytes: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = bytes.iter().zip(WEIGHTS);
    let sum: u32 = digits.map(|(b, w)| u32::from(b - b'0') * w).sum();
    b"10X98765432"[(sum % 11) as usize] == bytes[17].to_ascii_uppercase()
}

/// Whether a text was an identity number before a spreadsheet made a number of it: its last digits are lost.
pub(in crate::places) fn is_ruined(text: &str) -> bool {
    let has_point = text.contains(['.', 'e', 'E']);
    has_point && text.parse::<f64>().is_ok_and(|n| n.abs() >= 1e13)
}

/// Whether a text holds an identity number or a mobile phone number.
pub(in crate::places) fn is_personal(text: &str) -> bool {
    // Eleven characters at least: most cells are shorter.
    if text.len() < 11 {
        return false;
    }
    let holds_one = |joined: &str| {
        let mut runs = joined.split(|c: char| !(c.is_ascii_digit() || matches!(c, 'x' | 'X')));
        runs.any(|run| {
            let phone = ["0086", "86"]
                .iter()
                .find_map(|code| run.strip_prefix(code));
            let phone = phone.filter(|rest| rest.len() == 11).unwrap_or(run);
            read(run).is_some() || looks_like_identity(run) || is_mobile(phone)
        })
    };
    let mut numbers = text.split(|c: char| !(c.is_ascii_digit() || ".eE+".contains(c)));
    if numbers.any(is_ruined) {
        return true;
    }
    let joined: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '+'))
        .collect();
    if holds_one(&joined) {
        return true;
    }
    // Whatever else may stand between groups of digits; a decimal number is no phone.
    let is_number = text.trim().parse::<f64>().is_ok();
    !is_number && holds_one(&text.replace(|c: char| !c.is_alphanumeric(), ""))
}

/// Whether a text is shaped like an identity number, whatever its check character.
fn looks_like_identity(text: &str) -> bool {
    let bytes = text.as_bytes();
    let date = || -> Option<Day> { Day::parse(text.get(6..14)?) };
    // The last characters may be hidden behind stars, or another may have been joined to them.
    (14..=19).contains(&bytes.len())
        && bytes[..14].iter().all(u8::is_ascii_digit)
        && date().is_some()
}

fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_have_their_check_characters() {
        for (digits, check) in [
            ("11010119450307123", "7"),
            ("34010019500101001", "3"),
            ("99999919450307001", "6"),
        ] {
            for other in "0123456789X".chars() {
                let found = read(&format!("{digits}{other}"));
                assert_eq!(found.is_some(), check == other.to_string(), "{other}");
            }
        }
        let person = read("110101194503071237").unwrap();
        assert_eq!(person.birth, Day::new(1945, 3, 7).unwrap());
        assert_eq!(person.sex, "男");
        assert_eq!(read("110101450307123").unwrap().birth, person.birth);
        assert_eq!(read("110101 19450307 1237"), Some(person));
        assert_eq!(read("110101194513071237"), None);
    }

    #[test]
    fn days_are_read_as_tables_write_them() {
        let day = Day::new(1945, 3, 7);
        for text in [
            "1945-03-07",
            "1945/3/7",
            "1945.3.7",
            "1945年3月7日",
            "19450307",
            "1945-03-07 00:00:00",
            "16503",
        ] {
            assert_eq!(Day::parse(text), day, "{text}");
        }
        assert_eq!(Day::parse("1945年3月"), Day::new(1945, 3, 1));
        assert_eq!(Day::parse("1945"), Day::new(1945, 1, 1));
        assert_eq!(Day::of_serial(36_526), Day::new(2000, 1, 1));
        // A spreadsheet numbers 1926-01-02 9499 and 1927-05-18 10000.
        assert_eq!(Day::parse("9499"), Day::new(1926, 1, 2));
        assert_eq!(Day::parse("9499.0"), Day::new(1926, 1, 2));
        assert_eq!(Day::parse("9999"), Day::new(1927, 5, 17));
        assert_eq!(Day::parse("10000"), Day::new(1927, 5, 18));
        assert_eq!(Day::parse("1926"), Day::new(1926, 1, 1));
        assert_eq!(Day::of_serial(25_569), Day::new(1970, 1, 1));
        for text in ["1945-02-30", "45-3-7", "yesterday", "", "1945-13", "-5"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_age_grows_on_the_birthday() {
        let birth = Day::new(1945, 3, 7).unwrap();
        let on = |m, d| birth.age_on(Day::new(2022, m, d).unwrap());
        assert_eq!(
            (on(3, 6), on(3, 7), on(12, 31)),
            (Some(76), Some(77), Some(77))
        );
        assert_eq!(Day::new(2023, 1, 1).unwrap().age_on(birth), None);
    }

    #[test]
    fn what_names_a_person_is_recognised_within_a_text() {
        for text in [
            "110101194503071237",
            "身份证110101194503071237",
            "110101450307123",
            "13812345678",
            "+86 138-1234-5678",
            "手机：13812345678",
            "110101194503071230",
        ] {
            assert!(is_personal(text), "{text}");
        }
        for text in [
            "370103001001",
            "独居",
            "12345678901",
            "S-2023-000000001",
            "370103000000000000",
        ] {
            assert!(!is_personal(text), "{text}");
        }
        assert!(is_ruined("1.10101E+17") && is_ruined("110101194503071232.0"));
        assert!(!is_ruined("110101194503071237") && !is_ruined("71.5"));
    }

    #[test]
    fn days_may_have_spaces_between_their_parts() {
        let day = Day::new(1945, 12, 7);
        for text in [
            "1945年 12月 7日",
            "1945 年 12 月 7 日",
            "1945. 12. 7",
            "1945 12 07",
            "1945- 12-07",
            " 1945-12-07 ",
            "1945-12-07 00:00:00",
            "1945/12/7 08:30",
        ] {
            assert_eq!(Day::parse(text), day, "{text}");
        }
    }

    #[test]
    fn numbers_of_people_are_noticed_however_they_are_set_apart() {
        for text in [
            "甲食堂(138)12345678",
            "乙食堂 008613812345678",
            "138.1234.5679",
            "138_1234_5679",
            "丙食堂1.10101194503071E+17",
            "110101.19450307.1237",
            "11010119450307****",
            "1101011945030712371",
            "999999194503070018",
            "010101194503070018",
        ] {
            assert!(is_personal(text), "{text}");
        }
        for text in [
            "138.12345678",
            "139.12345678",
            "0531-88881234",
            "370103001001",
            "20240101120000",
        ] {
            assert!(!is_personal(text), "{text}");
        }
    }
}
