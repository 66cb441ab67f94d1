//! Findings about the extract, the network, compounds, edits, elevation and attachment to streets.

super::entries! {
    "osm-missing-nodes":
        "部分道路引用了文件中没有的节点，只使用已有部分。"
        "Some ways use nodes that the extract lacks; what is there is used."
        => "多见于裁剪地图的边缘；若发生在规划区内，请重新下载或用更大的范围裁剪。"
        "Usual at the rim of a cut extract; inside your area, download it again or cut it larger.";
    "osm-duplicate-elements":
        "同一编号的要素出现多次，以靠后的为准。"
        "Elements repeat an id; the later one counts."
        => "用 osmium merge 或 osmium sort 整理文件。"
        "Tidy the file with osmium merge or osmium sort.";
    "osm-degenerate-ways":
        "部分道路不足两个节点，未采用。"
        "Some walkable ways have fewer than two nodes and were left out."
        => "一般不影响结果；数量很多时请重新裁剪地图。"
        "Mostly harmless; cut the extract again if there are many.";
    "osm-feature-incomplete":
        "部分要素缺少节点或环，按现有部分使用。"
        "Some features lack nodes or rings of their shape; what is there is used."
        => "检查裁剪范围是否切断了这些要素。"
        "See whether the cut of the extract runs through them.";
    "osm-feature-without-shape":
        "部分符合条件的要素没有可用图形，未采用。"
        "Some matching features have no usable shape and were left out."
        => "检查裁剪范围；必要时改用自己的表格。"
        "Check the cut of the extract, or give a table of your own.";
    "osm-text-not-utf8":
        "部分文本不是有效的 UTF-8，无效字节已替换。"
        "Some texts are not valid UTF-8; the invalid bytes were replaced."
        => "只影响名称的显示；请换用来源可靠的地图文件。"
        "Only names suffer; take the extract from a sound source.";
    "osm-unknown-access":
        "部分道路的 foot 或 access 取值无法识别，按道路类别处理。"
        "Some ways have an unknown value of foot or access; the default of their class applies."
        => "在地图上改正，或用 network.edits 指定。"
        "Correct the map, or say what holds in network.edits.";
    "osm-conditional-access":
        "部分道路的通行受时间或条件限制，按基本取值处理。"
        "Some ways are open at times or on conditions only; their base value applies."
        => "夜间关闭的门或路若影响用餐时段，请用 network.edits 关闭。"
        "Close with network.edits what is shut at meal times.";
    "osm-area-outline":
        "步行广场按边界线行走，不穿越内部。"
        "Walkable areas are walked along their outline, not across."
        => "大广场会略微高估步行时间；可用 network.edits 添加穿越的连线。"
        "Large squares take a little long; add a link across with network.edits.";
    "osm-trunk-unmarked":
        "部分干线公路未说明能否步行，按可步行处理。"
        "Some trunk roads say nothing about walkers; they count as walkable."
        => "请核实；不能步行的用 network.edits 关闭。"
        "Check them, and close with network.edits those that nobody walks.";
    "osm-sidewalk-replaced":
        "部分车行道的人行道已单独绘制，车行道本身不作步行使用。"
        "Some carriageways have their pavements drawn beside them and are not walked themselves."
        => "无需处理。"
        "Nothing to do.";
    "osm-sidewalk-undrawn":
        "部分车行道标注人行道单独绘制，但附近并没有，仍按可步行处理。"
        "Some carriageways promise separate pavements that are not drawn; they stay walkable."
        => "一般无需处理；在地图上补绘人行道会更准。"
        "Mostly nothing to do; drawing the pavements makes it exact.";
    "network-islands":
        "步行路网有与主体不相连的部分，两部分之间无法步行往来。"
        "Some road pieces are not linked to the main network; nobody can walk between them."
        => "看“孤立道路上的老年人”一条；有人居住处，请补上实际存在的连接。"
        "See `seniors-on-stray-islands`; where people live there, add the links that exist.";
    "loops-without-length":
        "略去长度为零的环路。"
        "Loops without length were left out."
        => "无需处理。"
        "Nothing to do.";
    "ways-cut-at-barriers":
        "围墙或上锁的门把道路截断。"
        "Walls or locked gates cut ways."
        => "实际可以通行的门，请用 network.edits 打开。"
        "Open with network.edits the gates that people do use.";
    "private-areas":
        "内部区域的道路只供住户和到访者使用，他人不得穿行。"
        "The ways of private areas are walked only by who lives or goes there."
        => "无需处理；若某处实际对外开放，请用 network.edits 改正。"
        "Nothing to do; correct with network.edits where everybody may pass.";
    "compound-rule-not-applied":
        "地图没有标注任何内部道路，也没有小区边界，小区都可以穿行。"
        "The map marks no private ways and no compounds are drawn: all compounds are walked through."
        => "提供 network.compounds（小区边界）和 network.gates（大门）。"
        "Give network.compounds (outlines) and network.gates.";
    "compound-without-gates":
        "小区有边界和道路，却没有任何大门，里面的人出不来。"
        "A drawn compound has ways but no gate: nobody gets out."
        => "在 network.gates 中补上大门。"
        "Add its gates to network.gates.";
    "gate-opens-nothing":
        "大门附近没有道路穿过小区边界，不起作用。"
        "A gate stands near no way that crosses an outline; it opens nothing."
        => "核对大门的坐标和坐标系，或在地图上补绘道路。"
        "Check its coordinates and their system, or draw the way.";
    "gate-unclear":
        "“仅居民”一栏既不是“是”也不是“否”。"
        "`residents only` of a gate is neither yes nor no."
        => "填写“是”或“否”。"
        "Write yes or no.";
    "gate-hours-not-read":
        "大门的开放时段未采用。"
        "Opening hours of gates are not read."
        => "在用餐时段关闭的大门，请从表中删除。"
        "Leave out gates that are shut at meal times.";
    "edit-unclear":
        "路网修改文件中的某个要素无法使用。"
        "A feature of the edits cannot be used."
        => "按提示改正 action、几何或取值。"
        "Correct its action, shape or values as the message says.";
    "edit-touches-nothing":
        "路网修改没有碰到任何道路。"
        "An edit touches no way."
        => "核对它的位置；它应落在要修改的道路上。"
        "Check where it lies: it should lie on the way that it changes.";
    "compound-gets-walls":
        "路网修改为原本没有大门的小区开了第一个大门，其他穿过边界的道路因此不再通行。"
        "An edit makes the first gate of a compound that had none: its outline is passed there alone from now on."
        => "把该小区的其他大门也画上。"
        "Draw the other gates of the compound as well.";
    "terrain-ignored":
        "所选步行参数不计坡度，高程文件不起作用。"
        "The walk profile charges no slope, so that elevation changes nothing."
        => "换用 elder_walk 等计坡度的参数，或去掉 network.terrain。"
        "Choose a profile such as elder_walk, or remove network.terrain.";
    "terrain-touches-no-edge":
        "高程文件不覆盖任何道路。"
        "An elevation file covers no street."
        => "换用覆盖规划区的文件；GeoTIFF 须以度为单位。"
        "Take a file of your area; a GeoTIFF must be in degrees.";
    "terrain-voids":
        "部分道路处没有高程数据；坡度按这条路两侧最近的高程推算，推算不了的一段按平地计算。"
        "Elevation has holes at some streets: slopes are drawn from the heights on both sides of the hole, else as if flat."
        => "换用补过空洞的高程数据。"
        "Take elevation whose holes are filled.";
    "ways-closed-to-profile":
        "所选出行方式不能使用一部分道路；只能由此到达的人列为“无路可达”。"
        "Some ways cannot be used by the profile; who is only reached by them counts as unreachable."
        => "核对这些道路的 wheelchair、ramp、kerb、incline 等标签；可用 network.edits 补上坡道。"
        "Check the tags of such ways, as wheelchair, ramp, kerb and incline; draw missing ramps in network.edits.";
    "seniors-unsnapped":
        "部分老年人 150 米内没有可步行的道路，列为“未定位”，仍在总数中。"
        "Some seniors have no walkable street within 150 m; they count as unsnapped and stay in every total."
        => "先核对坐标系，再看地图是否缺路、范围是否够大。"
        "Check the coordinate system first, then whether streets are missing or the extract is too small.";
    "seniors-nowhere":
        "一成以上的老年人没有可用的坐标，列为“未定位”，覆盖结果不可靠。"
        "A tenth of all seniors or more have no usable coordinates and count as unsnapped: coverage cannot be relied upon."
        => "看各行的提示：补上坐标，核对 crs 与列名；只有街道总数时用 [[seniors]] 的 totals。"
        "See the findings by row: add coordinates, check crs and columns; where only totals are known, use totals in [[seniors]].";
    "facilities-unsnapped":
        "设施 150 米内没有可步行的道路，无人能到达。"
        "A facility has no walkable street within 150 m: nobody reaches it."
        => "核对它的坐标和坐标系。"
        "Check its coordinates and their system.";
    "candidates-unsnapped":
        "备选点 150 米内没有可步行的道路，不会被选中。"
        "A candidate has no walkable street within 150 m and cannot be chosen."
        => "核对坐标；六边形中心落在山地或水面时无需处理。"
        "Check its coordinates; nothing to do for hexagons on hills or water.";
    "places-far-from-street":
        "部分住址或点位离最近道路超过 60 米，步行时间不太可靠。"
        "Some places lie more than 60 m off the nearest street; their times are less certain."
        => "在地图上补绘小区内的道路。"
        "Draw the ways inside their compounds.";
    "seniors-on-stray-islands":
        "部分老年人位于与主路网不相连的道路上。"
        "Some seniors live on road pieces not linked to the main network."
        => "在地图上或用 network.edits 补上连接。"
        "Join the pieces on the map or with network.edits.";
    "datum-mismatch":
        "换一种坐标系后，住址或点位到道路的距离明显更小：声明的坐标系可能错了。"
        "Places fit the streets clearly better under another datum: the declared one may be wrong."
        => "向数据提供方核实坐标来自哪家地图，改正 crs 后再看本条是否消失。实测 7 个城镇：1260 份坐标系正确的表无一误报；弄错的表，2000 处住址发现约八成五，200 处约五成，50 处约四分之一，20 处几乎不报——没有本条不等于坐标系正确。"
        "Ask which map the coordinates come from, correct `crs`, and see whether this finding goes away. Measured on seven towns: no false alarm in 1,260 right tables; of wrong ones it notices some 85 % with 2,000 homes, half with 200, a quarter with 50 and hardly any with 20, so that its absence does not prove the system right.";
}
