//! Findings about files of places, their rows and their coordinates.

super::entries! {
    "encoding-assumed":
        "文件不是 UTF-8，按 GB18030 读取。"
        "The file is not UTF-8 and was read as GB18030."
        => "看一眼名称是否正常；另存为 UTF-8 可消除此条。"
        "See whether names look right; saving as UTF-8 removes this.";
    "encoding-broken":
        "有字符不符合文件的编码，已替换。"
        "Some characters are not valid in the file's encoding and were replaced."
        => "从源系统重新导出，或另存为 UTF-8。"
        "Export the file again, or save it as UTF-8.";
    "column-repeated":
        "有多列表示同一含义，只用第一列。"
        "Several columns mean the same; the first is used."
        => "在 columns = { … } 中指明用哪一列。"
        "Name the right one in columns = { … }.";
    "count-column-assumed":
        "只有一列可作人数（如“合计”“老人”），按人数读取。"
        "Only one column can count people (such as 合计 or 老人) and was read as their number."
        => "核对总数；若不是人数，请在 columns 中写 count = \"列名\"。"
        "Check the total; if the column counts something else, name the right one in columns = { count = \"…\" }.";
    "count-merged":
        "人数单元格跨多行合并：合计只在首行计一次，其余各行计 0 人。"
        "A number of people is merged over several rows: it counts once, in its first row, and the others count nobody."
        => "若各行各有其人，请取消合并并分别填写人数。"
        "If each row has people of its own, unmerge the cells and write their numbers.";
    "count-column-unsure":
        "没有识别出人数列，但有一列看来是人数；每行按 1 人计。"
        "No column of numbers of people was recognised, but one seems to be: each row counts as one person."
        => "若是人数，请在 columns 中写 count = \"列名\"。"
        "If it is one, name it in columns = { count = \"…\" }.";
    "personal-columns-dropped":
        "姓名、电话或证件号码列已识别并丢弃。"
        "Columns of names, phones or identity numbers were recognised and dropped."
        => "无需处理；最好在交出数据前就删去这些列。"
        "Nothing to do; better still, delete them before handing the file over.";
    "personal-content-dropped":
        "某列内容含有证件号码或手机号，整列丢弃。"
        "A column holds identity or phone numbers and was dropped whole."
        => "从表中删去这些号码；若该列另有用处，请另存一份。"
        "Delete the numbers; keep what else the column says in another one.";
    "total-rows":
        "合计、小计、备注或填写说明行已跳过，不计为人或设施。"
        "Rows of totals, remarks or units were left out: they are no people or places."
        => "核对跳过的行数与表中一致。"
        "Check that as many rows were left out as the sheet has totals.";
    "second-table":
        "表中似乎还有另一张表：其表头之下的各行按第一个表头读取。"
        "The sheet seems to hold a second table: the rows below its header are read by the first header."
        => "将两张表分别存为单独的文件或工作表。"
        "Save the two tables as files or sheets of their own.";
    "row-wider-than-header":
        "该行的单元格比表头多，各值可能错位。"
        "A row has more cells than the header: its values may stand in the wrong columns."
        => "单元格内的分隔符须加引号；为每一列补上表头。"
        "Quote cells that hold the separator, and give every column a header.";
    "header-repeated":
        "该行重复了表头，已跳过。"
        "A row repeats the header and was left out."
        => "无需处理。"
        "Nothing to do.";
    "sheet-not-read":
        "工作簿中另有一张工作表有内容而没有读取：没有可识别的表头，或已隐藏。"
        "Another sheet of the workbook holds rows and is not read: it has no known header, or is hidden."
        => "若其中有人或设施，将其并入所读的工作表，或用 sheet 另列为一个文件；写明 sheet 可消除此条。"
        "If people or places stand there, join it to the sheet that is read, or list the file once more with `sheet`; naming `sheet` removes this.";
    "formula-without-value":
        "工作簿中的公式没有保存计算结果，读作空格。"
        "Formulas of a workbook were saved without their results and read as empty cells."
        => "用 Excel 或 WPS 打开后重新保存。"
        "Open the workbook in Excel or WPS and save it again.";
    "unit-multiplied":
        "表头或标题写明单位（万人、百人、亩等），该列各数已乘以相应倍数。"
        "A header or title tells a unit (万人, 百人, 亩 and the like), and the numbers of its column were multiplied."
        => "核对总数是否合理。"
        "See whether the totals make sense.";
    "blank-rows":
        "空行已跳过。"
        "Rows without any text were left out."
        => "无需处理。"
        "Nothing to do.";
    "no-coordinates":
        "该行没有坐标；计入总数，列为未定位。"
        "The row has no coordinates; it is counted, but not located."
        => "补上坐标，或至少填街道、社区，使其计入所在区划。"
        "Fill in coordinates, or at least street and community, so that it counts in its district.";
    "coordinates-unreadable":
        "坐标不是数字；计入总数，列为未定位。"
        "A coordinate is not a number; the row is counted, but not located."
        => "改为小数度，或度分秒、“经度,纬度”、POINT(…)。"
        "Write decimal degrees, or degrees-minutes-seconds, \"lon,lat\" or POINT(…).";
    "decimal-commas":
        "坐标用逗号作小数点，已按小数读取。"
        "Coordinates have a comma before the decimals and were read so."
        => "看一眼定位是否正确。"
        "See whether the places are right.";
    "coordinates-zero":
        "坐标为 0,0，视为没有坐标。"
        "The coordinates are 0,0 and are taken as none."
        => "地理编码失败的行常为 0,0；请重新编码或留空。"
        "Failed geocoding often leaves 0,0: geocode again, or leave it empty.";
    "coordinates-swapped":
        "经纬度疑似颠倒；计入总数，列为未定位。"
        "Longitude and latitude seem to be swapped; counted, but not located."
        => "逐行改正；若整表如此，在 columns 中对调 lon 与 lat。"
        "Correct the rows; if all are so, exchange lon and lat in columns.";
    "coordinates-out-of-range":
        "坐标超出所声明坐标系的范围；计入总数，列为未定位。"
        "The coordinates are outside what the declared system allows; counted, but not located."
        => "核对 crs：米制坐标须声明 epsg:4491–4554。"
        "Check `crs`: coordinates in metres need epsg:4491 to epsg:4554.";
    "outside-extract":
        "该行在地图范围之外；仍然计入。"
        "The row lies outside the extract; it is still counted."
        => "核对坐标系，或换用更大的地图。"
        "Check the coordinate system, or take a larger extract.";
    "crs-contradicted":
        "表头或坐标系列写明的坐标系与情景所写的不同，仍按情景读取。"
        "A title or a column names another coordinate system than the scenario; the scenario's was used."
        => "核对 crs；若各行坐标系不一，请分成几个文件。"
        "Check `crs`; where rows are in several systems, make a file of each.";
    "many-at-one-point":
        "许多行的坐标完全相同，可能是地理编码器给出的街道或社区中心点。"
        "Many rows share one point, perhaps the centre that a geocoder gave for a street or community."
        => "请用门牌级地址重新编码；确是同一栋楼或养老院则无需处理。"
        "Geocode them by house number; nothing to do if it is one building or a home.";
    "geometry-not-a-point":
        "该要素不是点；计入总数，列为未定位。"
        "The feature is not a point; it is counted, but not located."
        => "导出为点要素。"
        "Export points.";
    "duplicate-ids":
        "编号重复；全部计入。"
        "Ids repeat; all rows are counted."
        => "核对是否重复登记；确属重复的请删去一行。"
        "Check whether somebody is listed twice, and delete the second row.";
    "identity-number-as-id":
        "编号是证件号码或手机号，整列丢弃，改用行号。"
        "The id is an identity or phone number; the column was dropped and row numbers are used."
        => "给每行一个与个人无关的编号。"
        "Give each row an id that says nothing of the person.";
    "identity-invalid":
        "证件号码的位数、日期或校验位不对，不用于推算年龄和性别。"
        "An identity number has a wrong length, day or check character; it tells no age and sex."
        => "核对号码，或填写出生日期。"
        "Check the number, or fill in the day of birth.";
    "birth-unsure":
        "出生年月以“.1”结尾：若是数字，10 月会被写成 1 月。"
        "A month of birth ends with .1: as a number, October loses its zero and reads as January."
        => "将该列设为文本格式，写成 1944-10。"
        "Format the column as text and write 1944-10.";
    "identity-repeated":
        "同一证件号码出现在多行；全部计入。"
        "The same identity number stands in several rows; all are counted."
        => "核对是否重复登记。"
        "Check whether somebody is listed twice.";
    "birth-unreadable":
        "出生日期无法识别。"
        "A day of birth cannot be read."
        => "写成 1945-03-07 这样的日期。"
        "Write a day such as 1945-03-07.";
    "age-unreadable":
        "年龄不是 0 到 130 的数字，视为未知。"
        "An age is no number from 0 to 130; it is taken as unknown."
        => "改正年龄，或填写出生日期。"
        "Correct the age, or fill in the day of birth.";
    "age-without-day":
        "有出生日期，但情景没有 as_of，年龄未知。"
        "There are days of birth, but the scenario has no as_of: ages are unknown."
        => "在情景中填写 as_of = \"2024-01-01\"。"
        "Set as_of = \"2024-01-01\" in the scenario.";
    "count-empty":
        "表中有人数列而该行为空，按 1 人计。"
        "The table has a column of counts, but the row's is empty; it counts as one person."
        => "填写人数；没有人住就填 0。"
        "Write how many people live there; 0 where nobody does.";
    "count-unreadable":
        "人数无法读取，按 1 人计。"
        "A number of people cannot be read; the row counts as one person."
        => "改正人数；总数因此可能有误。"
        "Correct the number: the totals may be wrong.";
    "count-not-whole":
        "人数不是整数，已四舍五入。"
        "A number of people is not whole and was rounded."
        => "改为整数。"
        "Write a whole number.";
    "local-grid-fitted":
        "地方坐标系由控制点拟合，并给出中误差。"
        "A local grid was fitted to control points; its RMS is told."
        => "中误差超过 1 米时检查残差最大的点；只有两个点时请至少再加一个。"
        "Above 1 m RMS look at the worst point; with two points only, add at least a third.";
    "control-point-unreadable":
        "控制点缺少纵横坐标或经纬度。"
        "A control point lacks northing, easting, longitude or latitude."
        => "补全该行；X 坐标是北，Y 坐标是东。"
        "Complete the row; X is north and Y is east.";
    "times-of-unknown-sites":
        "步行时间表中的点位编号不在设施表和备选表中，这些行未使用。"
        "Walk times name a site that no table of sites has; the rows are not used."
        => "核对编号列；已删除的点位可忽略。"
        "Check the ids; nothing to do for sites that were deleted on purpose.";
    "times-of-unknown-seniors":
        "步行时间表中的老人编号不在老人表中，这些行未使用。"
        "Walk times name a senior whom no table has; the rows are not used."
        => "核对编号列；没有编号列时用行号（首行为 1）。"
        "Check the ids; without an id column they are row numbers, the first being 1.";
    "times-repeated":
        "同一点位与老人有多个步行时间，取最短的。"
        "A site and a senior have several walk times; the shortest counts."
        => "从步行时间表中删去多余的行。"
        "Delete the rows that are too many from the table of walk times.";
    "times-shared":
        "步行时间表中的老人编号对应多行老人，用于其中每一行。"
        "An id of the walk times belongs to several rows of seniors; the times are used for each of them."
        => "核对老人表是否有重复编号。"
        "Check the table of seniors for repeated ids.";
}
