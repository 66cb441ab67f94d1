//! Findings about seniors, facilities, candidates, districts, rules and siting.

super::entries! {
    "facility-without-kind":
        "设施没有类别，不计入任何标准。"
        "A facility has no kind and counts for no standard."
        => "填写类别，或在 [[facilities]] 中写 kind。"
        "Fill in its kind, or set `kind` in [[facilities]].";
    "kind-without-standard":
        "设施的类别没有对应的 [[standard]] 或 [[promise]]，不计入覆盖。"
        "No [[standard]] and no [[promise]] asks for the kind of some facilities; they count for nothing."
        => "核对类别的写法，或为它加一条 [[standard]]。"
        "Check how the kind is written, or add a [[standard]] for it.";
    "no-facilities":
        "没有这一类别的现有设施，现状覆盖率为 0。"
        "No facility of the kind exists; coverage starts from zero."
        => "核对设施表的类别与 [[standard]] 的 kind 是否一致。"
        "Check that the table and [[standard]] write the kind alike.";
    "status-unknown":
        "状态无法识别：设施按关闭处理，不计入覆盖；备选点仍按备选处理。"
        "A status is not known: a facility is taken as closed and covers nobody; a candidate stays one."
        => "写成 开放、改造中、在建、备选、关闭、不可用 之一。"
        "Write open, upgrading, committed, candidate, closed or forbidden.";
    "capacity-unreadable":
        "容量不是非负数，视为未知。"
        "A capacity is no number from 0 on; it is taken as unknown."
        => "只写数字，单位另列。"
        "Write a number, and its unit in another column.";
    "floor-area-unreadable":
        "面积不是非负数，视为未知。"
        "A floor area is no number from 0 on; it is taken as unknown."
        => "只写平方米数。"
        "Write square metres as a number.";
    "cost-unreadable":
        "费用不是非负数，视为未知。"
        "A cost is no number from 0 on; it is taken as unknown."
        => "只写数字。"
        "Write a number.";
    "action-unknown":
        "备选点的措施无法识别，按新建处理。"
        "A candidate's action could not be read; it is taken as a new site."
        => "改为 build、convert、open_canteen、upgrade、add_sitting 或 close。"
        "Write build, convert, open_canteen, upgrade, add_sitting or close.";
    "site-parent-unknown":
        "上级编号找不到，视为没有上级。"
        "A site names a parent that no table has; it is taken to have none."
        => "核对上级编号。"
        "Check the id of the parent.";
    "candidates-merged":
        "相距不到 10 米的备选点已合并。"
        "Candidates within 10 m of an earlier one were merged with it."
        => "无需处理。"
        "Nothing to do.";
    "no-candidates":
        "没有找到任何备选点，无法选址。"
        "No candidate was found, so nothing can be proposed."
        => "检查 [candidates] 的文件、标签或六边形。"
        "Check the file, tags or hexagons of [candidates].";
    "siting-fewer-than-asked":
        "选出的点位少于要求的数目。"
        "Fewer sites were chosen than asked for."
        => "增加备选点，或减少 siting.sites。"
        "Add candidates, or lower siting.sites.";
    "siting-places-do-not-count":
        "扩容、增加餐次的措施不起作用，因为没有计入座位数。"
        "Candidates that add places to a site have no effect, because places do not count."
        => "设置 siting.capacity = true。"
        "Set siting.capacity = true.";
    "siting-not-told":
        "要求的某项附加结果未给出：对这样的方案算出来会是错的。"
        "Something was asked for beside the plan that is not told: of such a plan it would be wrong."
        => "去掉该项要求，或去掉措施、容量限制后再求。"
        "Leave it out, or ask for it without measures or capacities.";
    "siting-out-of-reach":
        "部分老年人在时限内到不了任何点位或备选点。"
        "Some seniors reach no site and no candidate in time."
        => "在他们附近增加备选点。"
        "Add candidates near them.";
    "district-code-repeated":
        "区划代码重复，按代码关联时用第一个。"
        "Districts repeat a code; joins by code use the first."
        => "改正代码。"
        "Correct the codes.";
    "district-contradicted":
        "行内写的区划与坐标所在的区划不同，以坐标为准。"
        "Rows name another district than their coordinates lie in; the coordinates count."
        => "核对区划名称或坐标；数量很多时先核对坐标系。"
        "Check the name or the coordinates; if there are many, the coordinate system first.";
    "district-name-unknown":
        "行内写的区划在区划文件中找不到，或有重名。"
        "Rows name a district that the districts lack, or have several times."
        => "统一写法，或改用代码。"
        "Write names alike, or use codes.";
    "district-ring-closed":
        "区划边界没有闭合，已自动闭合。"
        "An open ring of a district was closed."
        => "无需处理。"
        "Nothing to do.";
    "district-unusable":
        "区划要素无法使用，未采用。"
        "A feature of the districts cannot be used and was left out."
        => "按提示改正几何或坐标系。"
        "Correct its shape or coordinate system as the message says.";
    "district-without-parent":
        "区划不属于任何上级区划。"
        "Districts are a part of no coarser one."
        => "核对代码或边界。"
        "Check codes or outlines.";
    "districts-overlap":
        "两个区划重叠，其中的住址计入第一个。"
        "Two districts overlap; homes in both count in the first."
        => "改正边界。"
        "Correct the outlines.";
    "no-districts":
        "地图中没有这一层级的行政边界。"
        "The extract has no boundary of this level."
        => "检查 [districts] 的标签，或改用文件。"
        "Check the tags of [districts], or give a file.";
    "outside-districts":
        "部分老年人不在任何区划内；计入总数，不计入任何区划。"
        "Some seniors lie in no district; they count in the whole, not in a district."
        => "核对区划范围与坐标系。"
        "Check the districts' extent and the coordinate system.";
    "outside-finest-districts":
        "部分老年人只在上级区划内，不在最细一级区划内。"
        "Some seniors lie in a coarser district only."
        => "补全最细一级的区划。"
        "Complete the most detailed level.";
    "eligible-nobody":
        "eligible.rule 没有选中任何人。"
        "eligible.rule chooses nobody."
        => "核对规则与列中取值的写法。"
        "Check the rule and how the columns write their values.";
    "eligible-everybody":
        "eligible.rule 选中了所有人。"
        "eligible.rule chooses everybody."
        => "若本意如此可删去规则，否则请核对。"
        "Leave the rule out if that is meant; else check it.";
    "eligible-unknown":
        "部分老年人缺少规则所需的值，不算规划对象，仍在总数中。"
        "Some seniors lack a value that eligible.rule asks for; they are counted, but not eligible."
        => "补全该列。"
        "Fill in the column.";
    "standard-nobody":
        "某条标准的 eligible 规则在规划对象中没有选中任何人。"
        "The `eligible` of a standard chooses nobody of those whom the plan is for."
        => "核对规则与列中取值的写法。"
        "Check the rule and how the columns write their values.";
    "standard-everybody":
        "某条标准的 eligible 规则选中了全部规划对象。"
        "The `eligible` of a standard chooses everybody whom the plan is for."
        => "若本意如此可删去规则，否则请核对。"
        "Leave the rule out if that is meant; else check it.";
    "standard-unknown":
        "部分老年人缺少某条标准的规则所需的值，该标准不计他们，其余照计。"
        "Some seniors lack a value that a standard's `eligible` asks for; that standard does not count them."
        => "补全该列。"
        "Fill in the column.";
    "standard-none":
        "部分规划对象不适用任何标准；其生活圈不算完整。"
        "No standard is for some of the eligible; their circle is not complete."
        => "放宽某条标准的规则，或用 [eligible] 把他们移出规划。"
        "Widen the rule of a standard, or leave them out by [eligible].";
    "tier-nobody":
        "某个优先级没有选中任何人。"
        "A tier chooses nobody whom no earlier tier has."
        => "核对它的规则和先后次序。"
        "Check its rule, and the order of the tiers.";
    "tier-none":
        "部分老年人不属于任何优先级。"
        "Some seniors belong to no tier."
        => "无需处理；若应全部归类，请加一条兜底的优先级。"
        "Nothing to do; add a last tier if everybody should have one.";
    "modelled-seniors":
        "部分老年人由街道、网格总数推算到住宅楼，位置为模拟（precision = \"modelled\"）。"
        "Some seniors were modelled from totals and put into residential buildings: their places are estimates (precision = \"modelled\")."
        => "有名册时请用名册；结论以街道为单位使用，不用于单栋楼。"
        "Prefer a list where there is one; use the answer by street, not by building.";
    "modelled-without-homes":
        "总数所在范围内没有住宅建筑：网格的人置于中心，区划的人没有位置。"
        "A zone of totals has no residential building: people of a cell stand in its middle, those of a district have no place."
        => "地图上的建筑可能缺漏；请换用建筑较全的地图，或提供名册。"
        "Buildings may be missing from the map: take a fuller one, or give a list.";
    "modelled-floor-area":
        "住宅面积合每位居民不足 15 或超过 80 平方米。"
        "The homes of a zone make less than 15 or more than 80 m2 for each resident."
        => "核对总数与范围；地图上的楼栋可能缺漏，或层数有误。"
        "Check the total and the zone; buildings may be missing, or levels wrong.";
    "modelled-more-listed":
        "名册中的人数超过该范围的总数，以名册为准。"
        "The lists have more people in a zone than its total; the lists count."
        => "核对总数的口径和日期。"
        "Check what the total counts, and of what day.";
    "total-without-zone":
        "总数表的某行找不到对应的区划或网格；计入总数，列为未定位。"
        "A row of totals names no known district or hexagon; its people are counted, but not located."
        => "统一区划名称或改用代码；网格编号须为 H3。"
        "Write district names alike or use codes; cells must be H3 indices.";
    "total-unreadable":
        "总数表的某行人数无法读取，没有计入。"
        "The number of a row of totals cannot be read; nobody of it is counted."
        => "改正人数；总数因此偏少。"
        "Correct the number: the whole is too small.";
    "total-code-contradicted":
        "总数表的某行代码与名称指不同的区划，按名称计入。"
        "The code of a row of totals means another district than its name; the name counts."
        => "改正代码或名称。"
        "Correct the code or the name.";
    "total-repeated":
        "总数表中同一范围出现多次，人数相加。"
        "A zone of totals stands in several rows; they were added up."
        => "核对是否重复填报。"
        "Check whether it was reported twice.";
    "candidate-fails-rule":
        "备选点不符合所选规则：保留显示，不参与选址。"
        "A candidate fails a rule of the scenario: it is kept and shown, and never proposed."
        => "核对该行的面积、楼层和容量；规则的出处见 candidates.rules。"
        "Check its area, storey and capacity; where the rule comes from stands in candidates.rules.";
    "candidate-rule-unknown":
        "备选点没有写明规则所要求的内容，视为符合。"
        "Candidates do not say all that a rule asks for and pass where they are silent."
        => "补上面积、楼层和容量。"
        "Fill in area, storey and capacity.";
    "no-effect":
        "某项输入或规则对结果没有任何影响。"
        "An input or a rule of the scenario changed nothing in the answer."
        => "核对它是否写错、是否属于本地区，或删去；作用见 run.json 的 effects。"
        "Check whether it is what was meant and of this place, or remove it; what each one changed stands in `effects` of run.json.";
    "release-too-close":
        "与此前公布的数字相差不足公布门槛，由差值可推断个人，该表未导出。"
        "A table differs from an earlier release by fewer people than the threshold, so that the difference would give them away; it is not exported."
        => "沿用此前公布的结果，或待变化更大时再公布。"
        "Keep to the earlier release, or wait until more has changed.";
    "inputs-changed":
        "重做时发现输入文件与当时不同。"
        "Inputs of a run are not what they were when it was made."
        => "找回当时的文件，或重新计算。"
        "Restore the files, or run again.";
    "replay-differs":
        "同样的输入得出了不同的结果。"
        "The same inputs give another answer."
        => "核对软件版本，以及结果文件是否被改动。"
        "Check the version of the planner, and whether a file of the run was edited.";
}
