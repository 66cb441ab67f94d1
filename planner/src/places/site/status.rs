//! What the status of a row says: the words of bureaus for open, decided, refitted and closed.
//!
//! A facility whose status is not understood is never taken as open: it would cover people whom nobody serves.

use crate::findings::{Bilingual, Severity};
use crate::places::Status;
use crate::places::table::{Field, Row};
use crate::places::trouble::Troubles;

/// The status of a row, else what is usual in its table.
pub(super) fn of_row(row: &Row<'_>, usual: Status, troubles: &mut Troubles) -> Status {
    let Some(text) = row.text(Field::Status) else {
        return usual;
    };
    let text = text.to_lowercase();
    if usual == Status::Candidate {
        return of_premises(&text, row.number, troubles);
    }
    of_word(&text)
        .or_else(|| of_parts(&text))
        .unwrap_or_else(|| unknown(row.number, Status::Closed, troubles))
}

/// In a table of premises "open" and "vacant" are said of the premises: no facility is there yet.
fn of_premises(text: &str, row: u64, troubles: &mut Troubles) -> Status {
    if text.contains("不可") {
        return Status::Forbidden;
    }
    let is_vacant = has(
        text,
        &[
            "闲置",
            "空置",
            "空闲",
            "待租",
            "招租",
            "可用",
            "未使用",
            "未利用",
            "未出租",
        ],
    );
    if is_vacant && !has(text, &["未闲置", "非闲置", "未空置", "非空置", "不再"]) {
        return Status::Candidate;
    }
    match of_word(text) {
        Some(Status::Open | Status::Upgrading | Status::Committed) => Status::Candidate,
        Some(status) => status,
        None => unknown(row, Status::Candidate, troubles),
    }
}

fn unknown(row: u64, taken_as: Status, troubles: &mut Troubles) -> Status {
    let severity = if taken_as == Status::Candidate {
        Severity::Warning
    } else {
        Severity::Serious
    };
    troubles.row("status-unknown", severity, row, || {
        Bilingual::new(
            format!("第 {row} 行：状态无法识别，按“{}”处理", zh(taken_as)),
            format!(
                "row {row}, column status: none of open, upgrading, committed, candidate, closed, forbidden; taken as {}",
                taken_as.name()
            ),
        )
    });
    taken_as
}

/// A word that says it all.
pub(super) fn of_word(text: &str) -> Option<Status> {
    match text {
        "open" | "operating" | "开放" | "运营" | "运营中" | "营业中" | "正常运营" | "在用"
        | "在营" | "营业" | "已开放" | "正常" | "已建" | "试运营" | "开" | "是" | "有" | "yes"
        | "y" | "true" | "1" | "√" => Some(Status::Open),
        "committed" | "planned" | "under construction" | "规划" | "规划中" | "在建" | "已批"
        | "拟建" | "筹建" | "建设中" | "待开业" | "已立项" => Some(Status::Committed),
        "candidate" | "备选" | "备选点" | "候选" => Some(Status::Candidate),
        "closed" | "关闭" | "停业" | "停用" | "暂停" | "暂停营业" | "已关闭" | "关停" | "撤销"
        | "已停业" | "歇业" | "已关停" | "停运" | "停业整顿" | "暂停服务" | "拆除" | "已拆除"
        | "注销" | "已注销" | "闲置" | "关" | "否" | "无" | "no" | "n" | "false" | "0" | "×"
        | "x" => Some(Status::Closed),
        "upgrading" | "renovating" | "改造" | "改造中" | "升级" | "升级中" | "提升" | "提升中"
        | "扩建" | "扩建中" => Some(Status::Upgrading),
        "forbidden" | "excluded" | "禁用" | "不可用" | "禁止" | "排除" | "不可选" => {
            Some(Status::Forbidden)
        }
        _ => None,
    }
}

/// What longer words and sentences say by their parts; what ends or interrupts a service goes first.
///
/// Of a sentence that says both (周末不开放，平日开放; 正常，停车方便) nothing is known: words alone do not tell which holds.
fn of_parts(text: &str) -> Option<Status> {
    const ENDED: [&str; 26] = [
        "停", "撤", "拆", "注销", "关", "闲置", "空置", "歇", "废", "倒闭", "腾退", "退出", "装修",
        "维修", "修缮", "整修", "翻新", "整改", "clos", "suspend", "inactive", "disused",
        "demolish", "not ", "vacant", "ceased",
    ];
    const DECIDED: [&str; 14] = [
        "在建",
        "筹",
        "拟",
        "待",
        "规划",
        "计划",
        "施工",
        "即将",
        "建设中",
        "新建中",
        "预计",
        "plan",
        "construct",
        "propos",
    ];
    const REFITTED: [&str; 4] = ["改造", "升级", "扩建", "提升"];
    const DENIED: [&str; 4] = ["未", "不", "没", "无"];
    // 24小时不打烊: what never ends goes on.
    const ENDLESS: [&str; 6] = ["不打烊", "不间断", "无休", "不停业", "不关门", "不歇业"];
    let text = &*ENDLESS
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(word, "营业"));
    if is_serving(text) && (has(text, &ENDED) || has(text, &DENIED)) {
        return None;
    }
    if has(text, &ENDED) {
        Some(Status::Closed)
    } else if has(text, &DECIDED) {
        Some(Status::Committed)
    } else if has(text, &DENIED) {
        Some(Status::Closed)
    } else if has(text, &REFITTED) {
        Some(Status::Upgrading)
    } else {
        is_serving(text).then_some(Status::Open)
    }
}

/// Whether a sentence says somewhere that a service goes on, beside what it denies.
fn is_serving(text: &str) -> bool {
    const SERVING: [&str; 12] = [
        "对外开放",
        "运营",
        "营业",
        "开放",
        "在用",
        "使用",
        "正常",
        "运行",
        "启用",
        "开业",
        "open",
        "operat",
    ];
    const DENYING: [&str; 12] = [
        "停止", "暂停", "暂缓", "尚未", "不再", "没有", "停", "未", "不", "没", "无", "not ",
    ];
    let mut rest = text.to_owned();
    for denying in DENYING {
        for serving in SERVING {
            // 未对外开放: the longer word goes first.
            rest = rest.replace(&format!("{denying}{serving}"), "");
        }
    }
    has(&rest, &SERVING)
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

const fn zh(status: Status) -> &'static str {
    match status {
        Status::Open => "开放",
        Status::Committed => "在建",
        Status::Candidate => "备选",
        Status::Closed => "关闭",
        Status::Upgrading => "改造中",
        Status::Forbidden => "不可用",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_bureaus_are_understood_and_none_that_ends_a_service_is_open() {
        let read = |text: &str| of_word(text).or_else(|| of_parts(text));
        for (status, words) in [
            (
                Status::Open,
                "正常运营 使用中 已投入使用 运营正常 试运行 开 是 已开业 营业 对外开放 open 24小时不打烊 全天不间断运营 全年无休",
            ),
            (
                Status::Closed,
                "未运营 已停运 暂停营业 装修中 停业装修 未开业 未启用 停办 空置 已撤并 关 否 整改中 维修 已建成未运营 不对外开放 尚未使用 suspended 无",
            ),
            (
                Status::Committed,
                "筹建 筹备中 规划建设 待建 拟新建 即将开业 施工中 在建未运营",
            ),
            (Status::Upgrading, "改造中 升级改造 正在扩建"),
            (Status::Forbidden, "禁用 不可用"),
        ] {
            for word in words.split(' ') {
                assert_eq!(read(word), Some(status), "{word}");
            }
        }
        for word in ["—", "详见附件", "二类"] {
            assert_eq!(read(word), None, "{word}");
        }
        // Running places whose sentence names an end or denies something else: asked about, and never closed in silence.
        for word in [
            "周一至周五开放、周末不开放",
            "正常运营（无收费）",
            "运营（暂停堂食）",
            "正常（停车方便）",
            "正常运营，无投诉",
        ] {
            assert_eq!(read(word), None, "{word}");
        }
        for word in [
            "已停止运营",
            "不再营业",
            "未对外开放",
            "暂停运营",
            "没有开放",
        ] {
            assert_eq!(read(word), Some(Status::Closed), "{word}");
        }
    }

    #[test]
    fn vacant_premises_are_candidates() {
        let mut troubles = Troubles::new("a.csv".to_owned());
        let mut read = |text: &str| of_premises(text, 1, &mut troubles);
        assert_eq!(read("闲置"), Status::Candidate);
        assert_eq!(read("空置未出租"), Status::Candidate);
        assert_eq!(read("营业中"), Status::Candidate);
        for word in ["不可用", "暂不可用", "不可用（产权纠纷）", "已不可使用"]
        {
            assert_eq!(read(word), Status::Forbidden, "{word}");
        }
        assert_eq!(read("关闭"), Status::Closed);
        assert_eq!(read("二类"), Status::Candidate);
        assert_eq!(read("未闲置"), Status::Candidate);
        assert_eq!(troubles.count("status-unknown"), 2);
    }
}
