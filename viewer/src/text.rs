//! Every sentence of the viewer in both languages, in one table.

mod words;

use planner::coverage::Tally;
use planner::progress::Stage;
use planner::text::Lang;
use planner::units::Seniors;

pub use words::{kind_name, length, level_name, minutes, percent, signed};

macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident: $zh:literal, $en:literal;)*) => {
        /// A sentence or word of the interface; `{}` stands for what is filled in, in order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key {
            $(#[doc = $en] $(#[$doc])* $key,)*
        }

        impl Key {
            /// All keys.
            pub const ALL: &[Self] = &[$(Self::$key),*];

            /// The text in a language.
            pub const fn text(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$key, Lang::Zh) => $zh, (Self::$key, Lang::En) => $en,)*
                }
            }
        }
    };
}

keys! {
    AppName: "养老服务覆盖与选址", "Elder-care coverage and siting";
    HexagonMinutes: "平均步行 {} 分钟", "{} minutes' walk on average";
    NoScenario: "打开一个情景后，这里显示谁走得到、谁走不到。", "Open a scenario: who can walk there, and who cannot, will stand here.";
    InstallFont: "本机没有中文字体，界面改用英文。请安装 {}", "No Chinese font was found, so the interface is in English. To read Chinese, install the package {}";
    Language: "English", "中文";
    ToDark: "深色", "Dark";
    ToLight: "浅色", "Light";
    Recompute: "重新计算", "Compute again";
    RecomputeHint: "重新读取所有文件并计算 (F5)", "Read all files again and compute (F5)";
    Computing: "正在计算…", "Computing…";
    Stale: "以下为上次结果，正在重新计算", "These are the last results; new ones are being computed";
    Failed: "未能计算：{}", "No answer: {}";
    Crashed: "程序内部出错，结果保持不变。请报告：{}", "A mistake in the program; results are unchanged. Please report: {}";
    Ready: "就绪", "Ready";
    Headline: "覆盖情况", "Coverage";
    KindWithin: "{}，步行 {} 分钟内", "{}, within {} minutes' walk";
    Covered: "已覆盖", "Covered";
    Beyond: "超出时限", "Too far";
    Unreachable: "无路可达", "No path";
    Unsnapped: "附近无道路", "No street near";
    SeniorsCovered: "{} / {} 位老人", "{} of {} seniors";
    MoreSeniors: "在已开放和已确定的设施之外，新增 {} 个点位多覆盖 {} 位老人", "{} new sites cover {} more seniors than what is open or decided";
    Optimal: "已证明最优：没有别的选址能覆盖更多老人。", "Proven best: no other choice of sites covers more seniors.";
    OptimalPlan: "已证明最优：没有更好的方案。", "Proven best: no other plan is better.";
    GapSentence: "任何选址都不会好于 {}，本方案为 {}（差距 {}%）。", "No choice of sites can be better than {}; this one has {} ({}% to the bound).";
    Before: "现状", "Today";
    After: "方案后", "With plan";
    Circle: "15分钟养老服务圈完整：{} 位老人", "Circle complete: {} seniors";
    Kind: "设施类别", "Kind of facility";
    Layers: "图层", "Layers";
    LayerBase: "底图", "Base map";
    LayerStreets: "步行路网", "Streets";
    LayerDistricts: "街道与社区", "Districts";
    LayerHexagons: "覆盖率（六边形）", "Coverage (hexagons)";
    LayerFacilities: "现有设施", "Facilities";
    LayerProposed: "建议点位", "Proposed sites";
    LayerLabels: "地名", "Place names";
    Proposal: "建议点位", "Proposed sites";
    NoProposal: "此情景没有选址任务", "This scenario asks for no sites";
    Gain: "新增 {} 人", "+{} seniors";
    SiteRow: "第 {} 个点位：{}，新增 {} 位老人", "Site {}: {}, {} more seniors";
    CoveredAfter: "累计覆盖 {} 位老人", "{} seniors covered by then";
    FlyHint: "点击在地图上查看", "Click to see it on the map";
    Findings: "数据问题", "Findings";
    NoFindings: "没有发现数据问题", "Nothing was found wrong with the data";
    Serious: "严重", "Serious";
    Warning: "注意", "Warning";
    Note: "说明", "Note";
    RowOf: "{} 第 {} 行", "{}, row {}";
    Legend: "{} 分钟内可达的老人比例", "Seniors within {} minutes";
    LegendSeniors: "{} 人", "{}";
    LegendFaint: "颜色越淡，老人越少", "Fainter where fewer seniors live";
    ZoomIn: "放大", "Zoom in";
    ZoomOut: "缩小", "Zoom out";
    Home: "全图", "Show everything";
    Map: "地图", "Map";
    North: "北", "N";
    Attribution: "© OpenStreetMap 贡献者", "© OpenStreetMap contributors";
    Facility: "现有设施：{}（{}）", "Facility: {} ({})";
    Capacity: "容量 {}", "Capacity {}";
    HexagonSeniors: "{} 位老人", "{} seniors";
    HexagonCovered: "{} 位在 {} 分钟内（{}%）", "{} within {} minutes ({}%)";
    Deselect: "取消选择", "Choose nothing";
    ScaleStatus: "1 厘米 ≈ {}", "1 cm ≈ {}";
    NewSite: "拟建{} {}", "Planned {} {}";
    Plan: "我的方案", "My plan";
    PlanEmpty: "尚无改动。点“新增”后在地图上单击；选中设施后可拖动、关闭或改容量。", "No changes yet. Press “Add” and click the map; choose a facility to drag it, close it or change its capacity.";
    AddSite: "新增{}", "Add {}";
    AddSiteHint: "在地图上单击放置 (A)", "Click the map to put it there (A)";
    AddSiteNow: "请在地图上单击放置新点位（Esc 取消）", "Click the map where the new site should be (Esc to cancel)";
    Undo: "撤销", "Undo";
    UndoHint: "撤销：{} (Ctrl+Z)", "Undo: {} (Ctrl+Z)";
    Redo: "重做", "Redo";
    RedoHint: "重做：{} (Ctrl+Shift+Z)", "Redo: {} (Ctrl+Shift+Z)";
    EditAdd: "新增点位", "add a site";
    EditMove: "移动点位", "move a site";
    EditClose: "关闭点位", "close a site";
    EditReopen: "恢复点位", "open a site again";
    EditCapacity: "修改容量", "change a capacity";
    EditAccept: "采纳建议", "accept a proposed site";
    EditKeep: "保留建议", "keep a proposed site";
    EditReject: "排除建议", "reject a proposed site";
    EditStandard: "修改标准", "change a standard";
    EditSites: "修改点位数", "change the number of sites";
    EditPropose: "选址建议", "a proposal";
    EditClear: "清空方案", "clear the plan";
    EditReplace: "切换方案", "take up another plan";
    ChangeNew: "新增：{}", "New: {}";
    ChangeMoved: "移动 {}", "Moved: {}";
    ChangeClosed: "关闭 {}", "Closed: {}";
    ChangeCapacity: "{}：容量 {}", "{}: capacity {}";
    ClearPlan: "清空", "Clear";
    CloseSite: "关闭此点位", "Close this site";
    RemoveSite: "移除此点位", "Take it away";
    ReopenSite: "恢复开放", "Open it again";
    DragHint: "按住图标可拖动，数字随之变化", "Drag its symbol: the numbers follow";
    SetCapacity: "容量已知", "Capacity known";
    CapacityNumber: "容纳人数", "Seniors it can serve";
    ChangeNoCapacity: "{}：容量未知", "{}: capacity not known";
    Load: "预计服务 {} 人", "{} seniors expected";
    LoadFull: "预计服务 {} 人 / 可容纳 {} 人", "{} seniors expected, room for {}";
    Accept: "采纳", "Accept";
    AcceptAll: "全部采纳", "Accept all";
    Keep: "保留", "Keep";
    Unkeep: "取消保留", "No longer keep";
    Reject: "排除", "Reject";
    Restore: "恢复候选", "Allow again";
    Rejected: "已排除：{}", "Rejected: {}";
    SitesAsked: "新增点位数", "New sites";
    ProposeNow: "开始选址", "Propose";
    ProposeAgain: "重新选址", "Propose again";
    Stop: "停止", "Stop";
    StopHint: "停止选址，保留已找到的最好方案", "Stop and keep the best plan found";
    Standards: "标准与参数", "Standards";
    WithinOf: "{}：步行分钟", "{}: minutes' walk";
    Speed: "步行速度（米/秒）", "Walking speed (m/s)";
    Participation: "参与率（%）", "Participation (%)";
    PlanName: "方案名称", "Name of the plan";
    PutAside: "存为方案", "Keep as a plan";
    TakeUp: "打开", "Take up";
    ForgetPlan: "删除", "Delete";
    NamedPlans: "方案对比", "Plans compared";
    Covers: "覆盖 {} 人（{}%）", "{} covered ({}%)";
    Difference: "比现状 {}", "{} against today";
    NotCountedYet: "打开后计算", "take it up to count";
    SaveAs: "保存为情景", "Save as a scenario";
    SavePath: "保存方案到", "Save the plan to";
    SaveHint: "写出情景和设施表，命令行可得到相同数字", "Writes a scenario and its table of facilities: the command line gives the same numbers";
    Saved: "已保存：{}", "Saved: {}";
    Preview: "拖动预览：覆盖人数为准，步行时间松手后更新", "While dragging: who is covered holds, walk times follow once you let go";
    FoundBefore: "该建议在改动之前求得；请重新选址以得到新的最优性证明。", "Found before your changes: propose again for a new proof.";
    Welcome: "谁走不到助餐点？下一个该建在哪里？", "Who cannot walk to a canteen? Where should the next one go?";
    WelcomeText: "按真实步行路径计算，全部在本机进行，不联网。", "By real walking paths, all on this machine, without a network.";
    OpenSample: "打开示例（马耳他）", "Open the sample (Malta)";
    OpenPath: "情景文件（.toml）的路径", "Path of a scenario (.toml)";
    Open: "打开", "Open";
    Recent: "最近打开", "Opened last";
    Recover: "恢复上次未保存的方案：{}", "Recover the plan that was not saved: {}";
    DropHint: "也可以把情景文件，或地图（.osm.pbf）和表格拖到窗口里。", "Or drop a scenario onto the window, or a map (.osm.pbf) with tables.";
    DropOnly: "不认识这种文件：{}。可放入情景（.toml）、地图（.osm.pbf）或表格（.csv、.xlsx、.geojson）", "This kind of file is not known: {}. Drop a scenario (.toml), a map (.osm.pbf) or tables (.csv, .xlsx, .geojson)";
    Basket: "用这些文件新建情景", "A new scenario of these files";
    BasketRow: "{}文件：{}", "{}: {}";
    RoleMap: "地图", "map";
    RoleSeniors: "老人名单", "seniors";
    RoleFacilities: "设施表", "facilities";
    RoleDistricts: "辖区边界", "districts";
    BasketHint: "表格的用途按文件名判断：含“老人”“senior”的为名单，含“辖区”“社区”“district”的 .geojson 为边界，其余为设施（助餐点）。不对时请改名后重新拖入。", "What a table is for is read from its name: with “senior” it lists seniors, a .geojson with “district” outlines districts, others are facilities (canteens). Rename a file and drop it again where that is wrong.";
    NeedMap: "还缺地图：请把 .osm.pbf 文件拖进来", "The map is missing: drop an .osm.pbf file as well";
    NeedSeniors: "还缺老人名单：请把表格拖进来，文件名含“老人”或“senior”", "The list of seniors is missing: drop a table with “senior” in its name";
    ComposeFailed: "无法写出情景文件：{}", "The scenario could not be written: {}";
    WalkFlat: "平路行走", "walking on the flat";
    WalkSurface: "路面不好", "bad ground";
    WalkRest: "歇脚", "rests";
    WalkSlope: "坡度", "slopes";
    WalkSteps: "台阶", "stairs";
    WalkLift: "电梯、扶梯", "lifts";
    WalkFerry: "轮渡", "ferries";
    WalkCrossing: "等红灯、过街", "crossings";
    WalkGate: "过大门", "gates";
    WalkCorrection: "按修改的速度与等待", "set speeds and delays";
    WalkOffStreet: "家门到道路", "between door and street";
    WalkStop: "停车、交接", "parking and handing over";
    WalkTooLong: "超过 {} 最长 {} 的限度：不算可达", "Longer than {} goes at most ({}): not within reach";
    Compose: "新建并打开", "Make and open";
    EmptyBasket: "取消", "Cancel";
    DrawGate: "开门", "Gate";
    DrawGateHint: "在围墙、大门或小区边界上单击：从此人人可通行", "Click a wall, a gate or the edge of a compound: everybody may pass there";
    DrawLink: "连路", "Link";
    DrawLinkHint: "依次单击画出新步行道，两端须在道路 30 米内；双击或回车完成", "Click along a new footway; its ends must be within 30 m of streets. Double-click or Enter ends it";
    DrawCompound: "围院", "Compound";
    DrawCompoundHint: "依次单击画出封闭小区，里面的路只供住户；双击或回车完成", "Click around a closed compound: its ways are for residents. Double-click or Enter ends it";
    DrawNow: "{}（退格撤一点，Esc 取消）", "{} (Backspace takes a point back, Esc cancels)";
    DrawDone: "完成", "Done";
    DrawnGate: "新开大门", "New gate";
    DrawnLink: "新步行道", "New footway";
    DrawnCompound: "封闭小区", "Closed compound";
    DrawnElse: "路网修改", "Change of the network";
    RemoveDrawn: "删除", "Remove";
    Undraw: "删除这一项", "Take this away";
    DrawnIdle: "附近没有可改的大门或道路，不起作用", "No gate or way near it to change: it does nothing";
    EditDraw: "修改路网", "change of the network";
    EditBudget: "修改预算", "change the budget";
    EditQuota: "修改配额", "change a quota";
    Budget: "预算上限", "Budget";
    BudgetMost: "预算金额", "Budget, at most";
    NoBudget: "不限", "no limit";
    UsualCost: "未填费用的新增点位，每处费用", "Cost of a new site where no table tells it";
    EditKind: "修改选址类别", "change the kind to site";
    KindAsked: "选址类别", "Kind to site";
    NoCandidates: "此情景没有可以新增点位的地方。", "This scenario has no places where something could be opened.";
    UseHexagons: "用有老人居住的地图网格", "Use the cells where seniors live";
    UseHexagonsHint: "以约 0.1 平方公里的六边形作为备选点，需现场找房", "Hexagons of about 0.1 km² become candidates; premises are to be found there";
    AddPromise: "添加配额", "Add a promise";
    AddPromiseHint: "如：每个街道至少 1 处、某街道至多 3 处、80% 的街道有点位、合计至少 20 处", "Such as: every street at least 1, one street at most 3, 80 % of the streets have one, at least 20 in all";
    PromiseWhere: "配额 {} 的范围", "Promise {}: where";
    PromiseLimit: "配额 {} 的方式", "Promise {}: least, most or share";
    PromiseNumber: "配额 {} 的数值", "Promise {}: number";
    DropPromise: "删除", "Remove";
    DropPromiseOf: "删除配额 {}", "Remove promise {}";
    LimitLeast: "至少", "at least";
    LimitMost: "至多", "at most";
    LimitShare: "达标 %", "share, %";
    CurveOn: "延伸到 {} 个点位", "Go on to {} sites";
    CurveOnHint: "重新选址，并把曲线延长；拐点按整条曲线判断", "Propose again with a longer curve; the knee is that of the whole curve";
    Quota: "{}至少", "At least, {}";
    QuotaWhole: "全市", "everywhere";
    QuotaEach: "每个{}", "in every {}";
    Promised: "情景还要求：{}", "The scenario asks for as well: {}";
    GapSoFar: "已有方案，差距不超过 {}%", "A plan is found, at most {}% from the best";
    GapUnknown: "正在寻找第一个方案…", "Looking for a first plan…";
    ShowThere: "在地图上查看", "Show on the map";
    Ending: "正在收尾…", "Ending…";
    Curve: "点位数与覆盖", "Coverage by number of sites";
    CurvePoint: "{} 个点位：{}", "{} sites: {}";
    CurveHint: "点击曲线选定点位数，再重新选址；拐点之后多建收益明显变小", "Click the curve to choose the number, then propose again; after the knee each further site brings clearly less";
    Knee: "拐点", "knee";
    HomeSeniors: "此处住有 {} 位老人", "{} seniors live here";
    HomeNote: "仅供内部，不进入导出", "For the office only: never exported";
    CauseMinutes: "{}：{} 分钟", "{}: {} min";
    RouteLength: "全程 {}", "{} on foot";
    MinutesOf: "时间用在哪里", "What the minutes are for";
    Search: "查找街道、设施、社区", "Find a street, facility or district";
    SearchHint: "可输入名称、拼音或拼音首字母，如 dmhl", "By any part of its name; Chinese names by pinyin too, such as dmhl";
    SortDistrict: "辖区", "District";
    SortSite: "点位", "Site";
    SortPlace: "地名", "Place";
    SortStreet: "道路", "Street";
    NothingFound: "没有找到", "Nothing found";
    Districts: "街道与社区", "Districts";
    NoDistricts: "情景没有辖区", "The scenario has no districts";
    ColumnDistrict: "辖区", "District";
    ColumnUncovered: "未覆盖", "Not covered";
    ColumnShare: "覆盖率", "Coverage";
    ColumnGained: "新增", "Gained";
    SortHint: "点击排序，再点反序", "Click to sort, again to turn around";
    DistrictRow: "{}：未覆盖 {} 人，覆盖率 {}%", "{}: {} not covered, {}% covered";
    Gaps: "空白区", "Gaps";
    NoGaps: "没有空白区", "No gaps";
    GapRow: "{}. {}：{} 人，{}", "{}. {}: {} seniors, {}";
    Unnamed: "无名处", "unnamed place";
    CauseNoSite: "附近没有设施", "nothing is near";
    CauseDetour: "绕行太远", "a long way round";
    CauseSlope: "坡陡", "steep";
    CauseStairs: "有台阶", "stairs";
    CauseKerb: "路缘石过高", "raised kerbs";
    CauseGate: "大门或内部路阻隔", "a gate or a private way";
    CauseFull: "附近设施满员", "the near ones are full";
    Ledger: "承诺台账", "Promises";
    NoPromises: "情景没有承诺", "The scenario has no promises";
    PromiseKept: "达到", "kept";
    PromiseBroken: "未达到", "not kept";
    Lead: "汇报", "Present";
    LeadHint: "方向键看下一个空白区，空格切换前后，Esc 返回", "Arrow keys: next gap · Space: today or with plan · Esc: back";
    LeadGaps: "最需要解决的空白区", "Gaps, the heaviest first";
    LeadLeft: "{} 位老人走不到", "{} seniors cannot walk there";
    LeadWhy: "{} 人 · {}", "{} seniors · {}";
    LeaveLead: "返回规划视图", "Back to planning";
    LeadTip: "大字汇报视图 (F11)", "Large type for a meeting (F11)";
    Print: "导出图片", "Export a picture";
    PrintHint: "A4、300 dpi 的 PNG，可以外发：只画合并、隐去小数后的区域和人数", "A4 at 300 dpi as PNG, for others: areas and numbers as published, joined and withheld where few people live";
    PrintWorking: "内部工作图", "Working picture";
    PrintWorkingHint: "按屏幕所见画成 A4、300 dpi 的 PNG，盖“内部”字样；请勿外发", "What the screen shows, A4 at 300 dpi as PNG, stamped as internal: not for publication";
    PageFailed: "无法画出页面：{}", "The page could not be drawn: {}";
    PublicMap: "可外发：每个数字至少 {} 人", "For publication: every number counts at least {} people";
    NoThread: "系统没有为此项工作提供线程：{}", "The system gives no thread for this: {}";
    DepthHalf: "半数人步行不超过（分钟）", "Half walk at most (min)";
    DepthTenth: "九成人步行不超过（分钟）", "Nine tenths walk at most (min)";
    DepthExcess: "超时合计（人·分钟）", "Beyond the standard (person-minutes)";
    DepthServed: "时限内有座（人）", "Find a seat";
    DepthFull: "时限内满员（人）", "In reach, but full";
    DepthCircle: "直线 {} 米圈内（人）", "Within a circle of {} m";
    DepthAccess: "每万人可及供给", "Supply within reach per 10,000";
    NotWrittenDown: "方案未能自动保存，关闭窗口即丢失，请另存：{}", "The plan could not be written down and is lost with the window: save it. {}";
    DrawingPage: "正在画页面，写好后在此告知…", "The page is being drawn; it is told here when it is written…";
    Withheld: "不公开", "withheld";
    LegendWithheld: "未着色：人数过少，不公开", "No colour: too few people to be told";
    Publish: "导出报告与数据", "Export report and data";
    PublishHint: "写出文件夹：report.html、GeoJSON 和运行记录，人数过少的不公开", "Writes a folder: report.html, GeoJSON and the run record; small numbers are withheld";
    LayerIsochrones: "所选点位 5/10/15 分钟范围", "5, 10 and 15 minutes around the chosen site";
    NearestSite: "最近：{}，步行 {} 分钟", "Nearest: {}, {} minutes' walk";
    Why: "原因：{}", "Because of this: {}";
    NearestNone: "没有路可达任何设施", "No path leads to any site";
    LayerGaps: "空白区边界", "Outlines of gaps";
    LayerObstacles: "内部路、台阶、陡坡、孤立路段", "Private ways, stairs, steep and cut-off streets";
    LayerHomes: "老人住处（放大后显示，仅供内部）", "Homes of seniors (from near; for the office only)";
    ShadeMinutes: "步行分钟", "Minutes";
    LegendWalks: "步行 5、10、15 分钟范围（由粗到细）", "5, 10, 15 minutes' walk (thick to thin)";
    LegendMinutes: "到最近设施的平均步行时间", "Mean walk to the nearest site";
    ClassMinutes: "{}–{} 分钟", "{}–{} min";
    ClassMinutesFrom: "{} 分钟以上或无路", "{} min and more, or no path";
    ObstacleSteep: "陡坡（8% 以上）", "Steeper than 8 %";
    ShadeShare: "覆盖率", "Share covered";
    ShadeUncovered: "未覆盖人数", "Not covered";
    ShadeDifference: "方案变化", "Change by the plan";
    Strength: "{}：浓淡", "{}: opacity";
    ShadeCertainty: "确定性", "Certainty";
    LegendCertainty: "{} 分钟内是否走得到（人）", "Within {} minutes: how sure (seniors)";
    ClassSure: "确定走得到", "for sure";
    ClassPossible: "未知通道可走才走得到", "if unknown paths work";
    ClassNot: "走不到", "not";
    LegendUnsure: "只要有一位老人取决于未知通道，整格就标出", "Marked as soon as one senior depends on unknown paths";
    LegendTitle: "图例", "Legend";
    QuotaMost: "{}至多", "At most, {}";
    QuotaShare: "{}须达标的比例（%）", "Share that must have one (%), {}";
    Shortcuts: "快捷键", "Keys";
    ShortcutsTip: "全部快捷键 (?)", "All keys (?)";
    Close: "关闭", "Close";
    KeyPan: "移动地图；按住所选点位可拖动它", "Move the map; hold a chosen site to move it";
    KeyZoom: "放大、缩小", "Zoom in and out";
    KeyArrows: "移动地图；汇报时看上一个、下一个空白区", "Move the map; while presenting: the next gap";
    KeyNearer: "放大一倍；绘制时结束", "Zoom in; ends what is being drawn";
    KeyChoose: "选中点位、住处或六边形，查看详情", "Choose a site, a home or a hexagon and read about it";
    KeyTab: "逐个到达按钮和点位，回车按下", "Go from button to button and site to site, and press";
    KeyAdd: "新增点位，再在地图上单击", "Add a site, then click the map";
    KeyFinish: "结束正在画的路或围院", "End the link or compound that is being drawn";
    KeyUnsketch: "撤回正在画的最后一点", "Take back its last point";
    KeyEscape: "取消工具或选择；退出汇报", "Put the tool down, choose nothing, stop presenting";
    KeyLegend: "收起或展开图例 (L)", "Fold or open the legend (L)";
    KeySpace: "汇报时切换现状与方案", "While presenting: today or with the plan";
    LeadSmall: "另有 {} 处不足 {} 人，不在此列出", "{} more with fewer than {} seniors are not listed here";
    LegendUncovered: "{} 分钟内走不到的老人", "Seniors beyond {} minutes";
    LegendDifference: "方案带来的变化（人）", "Seniors gained by the plan";
    ClassFrom: "{} 人以上", "{} and more";
    ClassBetween: "{}–{} 人", "{}–{}";
    ClassLost: "减少", "lost";
    ObstaclePrivate: "内部路", "Private way";
    ObstacleSteps: "台阶", "Stairs";
    ObstacleStray: "孤立路段", "Cut-off street";
    TabPlan: "规划", "Plan";
    TabPlaces: "薄弱处", "Weak spots";
    Band: "其中确定 {}；未知通道若可走，最多 {}", "{} for sure; up to {} if unknown paths work";
    BandHint: "地图没有说明能否通行的门和路：都不算是下限，都算是上限", "Gates and ways of which the map does not say whether one may pass: the first number takes none of them, the second all";
    Served: "若 {}% 参与：{} 人有座，{} 人遇满员", "If {}% take part: seats for {}, full for {}";
    ServedHint: "参与率 {}%；另有 {} 人走不到任何点位。参与率可在“标准与参数”中调整", "At {}% taking part; {} more cannot walk to any site. Change the share under Standards";
    CoveredHint: "在时限内走得到", "They can walk there in time";
    BeyondHint: "走得到，但超过时限", "They can walk there, but not in time";
    UnreachableHint: "家与任何点位之间没有步行路", "No walking path leads from their home to any site";
    UnsnappedHint: "150 米内没有可步行的道路，或没有坐标", "No street within 150 m of their home, or no coordinates";
    ShortPeople: "还差 {} 人", "{} people short";
    ShortOf: "还差 {}", "short by {}";
    AndMore: "另 {} 处", "{} more";
    SpotIn: "{}的选点", "a spot in {}";
    MoreToCome: "覆盖人数已是最新，其余随后就到", "Coverage is up to date; the rest follows";
    CapacityUnknown: "未知，按不限计", "not known: room for all";
    HomesCovered: "老人住处：已覆盖", "Homes: covered";
    HomesMissed: "老人住处：未覆盖", "Homes: not covered";
    LegendCloses: "方案中关闭", "Closes in the plan";
    LegendChanged: "方案中新增或调整", "New or changed in the plan";
    InternalMap: "内部工作图：含少于 {} 人的分组，请勿外发", "Internal working map: shows groups of fewer than {} people; not for publication";
    UpToDate: "数字已是最新", "These numbers are up to date";
    Swipe: "左右对比", "Swipe";
    SwipeHint: "左侧为现状，右侧为方案后；拖动分界线", "Today at the left, the plan at the right: drag the line between them";
    SwipeLine: "对比分界线", "Line between today and the plan";
    GapsHint: "按“人数 × 超出时限的分钟”排序", "Ordered by people × minutes beyond the standard";
    GapWalk: "{}，平均步行 {} 分钟", "{}, {} min on foot";
    MapCell: "地图网格备选点，需现场找房", "A cell of the map: premises are to be found there";
    StageOsm: "读取地图", "Reading the map";
    StageNetwork: "构建路网", "Building the network";
    StagePlaces: "读取老人与设施", "Reading seniors and facilities";
    StageSnap: "连接到道路", "Attaching places to streets";
    StageReach: "计算步行时间", "Searching walk times";
    StageCoverage: "统计覆盖", "Counting coverage";
    StageSiting: "选址", "Choosing sites";
    StageReport: "写出文件", "Writing files";
}

impl Key {
    /// The text with what is filled in for each `{}`, in order.
    pub fn fill(self, lang: Lang, values: &[&dyn std::fmt::Display]) -> String {
        let mut parts = self.text(lang).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        let mut values = values.iter();
        for part in parts {
            if let Some(value) = values.next() {
                text.push_str(&value.to_string());
            }
            text.push_str(part);
        }
        text
    }

    /// What is being done in a stage.
    pub const fn of_stage(stage: Stage) -> Self {
        match stage {
            Stage::Osm => Self::StageOsm,
            Stage::Network => Self::StageNetwork,
            Stage::Places => Self::StagePlaces,
            Stage::Snap => Self::StageSnap,
            Stage::Reach => Self::StageReach,
            Stage::Coverage => Self::StageCoverage,
            Stage::Siting => Self::StageSiting,
            Stage::Report => Self::StageReport,
        }
    }
}

/// The four headings of a tally with their counts, in the order in which they are shown.
pub const fn headings(tally: Tally) -> [(Key, Seniors); 4] {
    [
        (Key::Covered, tally.covered),
        (Key::Beyond, tally.beyond),
        (Key::Unreachable, tally.unreachable),
        (Key::Unsnapped, tally.unsnapped),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_speaks_both_languages_with_the_same_gaps() {
        for key in Key::ALL {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| key.text(lang));
            assert!(!zh.is_empty() && !en.is_empty(), "{key:?}");
            assert_eq!(
                zh.matches("{}").count(),
                en.matches("{}").count(),
                "{key:?}"
            );
            if *key != Key::Language {
                assert!(!en.chars().any(is_chinese), "{key:?}: {en}");
                let only_gaps = en.replace("{}", "").trim().is_empty();
                assert!(only_gaps || zh.chars().any(is_chinese), "{key:?}: {zh}");
            }
        }
    }

    fn is_chinese(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c)
    }

    #[test]
    fn gaps_are_filled_in_order() {
        let text = Key::SeniorsCovered.fill(Lang::En, &[&Seniors::new(1234), &5]);
        assert_eq!(text, "1,234 of 5 seniors");
    }
}
