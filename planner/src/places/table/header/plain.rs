//! Headers and names of areas in one plain spelling: no case, width, units, filler words or traditional characters.

pub(in crate::places) use crate::text::narrow;

/// A header without case, width, spaces, units in brackets and filler words.
pub(crate) fn normalise(header: &str) -> String {
    let mut plain = String::with_capacity(header.len());
    let mut depth = 0_u32;
    for c in header.chars().map(narrow) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() => {}
            '_' | '-' | '"' | '\'' | '*' | ':' | '\u{feff}' | '\u{200b}' => {}
            _ => plain.extend(simplified(c).to_lowercase()),
        }
    }
    for filler in ["单位", "的", "列"] {
        if plain.contains(filler) {
            plain = plain.replace(filler, "");
        }
    }
    plain
}

/// The simplified form of the traditional characters that occur in known headers and names of areas.
const fn simplified(c: char) -> char {
    match c {
        '編' => '编',
        '號' => '号',
        '檔' => '档',
        '經' => '经',
        '緯' => '纬',
        '數' => '数',
        '齡' => '龄',
        '歲' => '岁',
        '別' => '别',
        '電' => '电',
        '話' => '话',
        '機' => '机',
        '證' => '证',
        '碼' => '码',
        '聯' => '联',
        '係' | '繫' => '系',
        '戶' => '户',
        '區' => '区',
        '縣' => '县',
        '鄉' => '乡',
        '鎮' => '镇',
        '會' => '会',
        '獨' => '独',
        '況' => '况',
        '級' => '级',
        '類' => '类',
        '設' => '设',
        '構' => '构',
        '積' => '积',
        '營' => '营',
        '業' => '业',
        '時' => '时',
        '間' => '间',
        '開' => '开',
        '狀' => '状',
        '態' => '态',
        '總' => '总',
        '計' => '计',
        '備' => '备',
        '註' => '注',
        '稱' => '称',
        '負' => '负',
        '責' => '责',
        _ => c,
    }
}
