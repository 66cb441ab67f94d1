//! What a column may hold, and the headers that say so in Chinese and English.

use super::normalise;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $name:literal: $($synonym:literal)*;)*) => {
        /// What a column of a table may hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Field {
            $($(#[$doc])* $variant,)*
        }

        impl Field {
            /// All fields, in the order of their numbers.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the field in a scenario's `columns`.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Headers that mean the field, after [`normalise`].
            const fn synonyms(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &[$name, $($synonym),*],)*
                }
            }
        }
    };
}

fields! {
    /// The row's own identifier.
    Id "id": "编号" "序号" "档案号" "档案编号" "代码" "code" "网格编号" "h3" "h3index" "hexid" "cellid" "fid" "seniorid" "facilityid" "siteid";
    /// The name of a facility.
    Name "name": "名称" "设施名称" "点位名称" "机构名称" "站点名称" "facilityname";
    /// The name of a person; never read.
    Person "person": "姓名" "老人姓名" "老年人姓名" "负责人" "联系人" "fullname";
    /// A phone number; never read.
    Phone "phone": "电话" "联系电话" "手机" "手机号" "手机号码" "电话号码" "联系方式" "telephone" "tel" "mobile";
    /// An identity number; never read.
    Identity "idcard": "身份证" "身份证号" "身份证号码" "证件号" "证件号码" "公民身份号码" "idnumber" "idno" "identitycard";
    /// Longitude in degrees.
    Lon "lon": "经度" "东经" "lng" "long" "longitude" "坐标经度" "经度坐标";
    /// Latitude in degrees.
    Lat "lat": "纬度" "北纬" "latitude" "坐标纬度" "纬度坐标";
    /// Longitude and latitude in one cell, or well-known text.
    Coordinates "coordinates": "坐标" "经纬度" "经纬度坐标" "坐标经纬度" "lonlat" "lnglat" "location" "wkt" "geometry" "geom" "位置坐标";
    /// Northing in metres; in a table of degrees, `x` is the longitude.
    North "north": "x坐标" "纵坐标" "northing" "x";
    /// Easting in metres; in a table of degrees, `y` is the latitude.
    East "east": "y坐标" "横坐标" "easting" "y";
    /// How many people the row stands for.
    Count "count": "人数" "老年人数" "老人数" "60岁以上人口" "人口" "weight" "seniors" "population" "persons" "pop" "老人总数" "老年人总数" "老年人口" "60岁及以上" "60岁及以上人口" "常住老年人" "常住老年人口" "老年人" "60岁以上" "60岁以上人数" "60岁以上老人" "60岁以上老年人" "60岁以上老年人口" "60岁及以上老年人" "60岁及以上老年人口" "60岁及以上人数";
    /// Age in years.
    Age "age": "年龄" "周岁";
    /// Day of birth.
    Birth "birth": "出生日期" "出生年月" "出生年月日" "birthdate" "dateofbirth" "birthday" "dob";
    /// Sex.
    Sex "sex": "性别" "gender";
    /// Address.
    Address "address": "地址" "家庭住址" "现住址" "居住地址" "详细地址";
    /// Household registration.
    Hukou "hukou": "户籍" "户籍地" "户口所在地" "户籍区划";
    /// County or city district.
    County "county": "区县";
    /// Subdistrict or town.
    Street "street": "街道" "乡镇" "镇街" "街镇";
    /// Community or village.
    Community "community": "社区" "村" "居委会" "村居";
    /// Living alone and the like.
    Living "living": "居住状况" "居住情况" "独居" "是否独居" "独居情况" "空巢" "留守" "alone" "livingalone" "livesalone";
    /// How well somebody gets about.
    CareLevel "carelevel": "失能等级" "自理能力" "残疾等级" "行动能力" "mobility" "disability";
    /// Public relief.
    Relief "relief": "救助类别" "低保" "特困";
    /// The kind of a facility.
    Kind "kind": "类别" "类型" "设施类型" "设施类别" "type" "category";
    /// How many a facility can serve.
    Capacity "capacity": "容量" "日供餐" "座位数" "床位数" "供餐能力" "服务能力" "座位" "床位" "餐位" "餐位数" "设计容量" "核定床位数" "日均供餐量" "日供餐能力" "日供餐量" "接待能力" "可容纳人数" "seats" "beds";
    /// What a capacity counts.
    Unit "unit": "计量" "capacityunit";
    /// The level of a facility in a network of centres and stations.
    Level "level": "级别" "层级" "设施级别" "设施等级";
    /// The id of the facility that another belongs to.
    Parent "parent": "上级" "上级编号" "上级机构" "上级设施" "所属中心" "parentid";
    /// Whether premises are on the ground floor, or on which storey.
    GroundFloor "groundfloor": "是否一层" "是否一楼" "是否首层" "楼层" "所在楼层" "floor" "storey";
    /// What it costs to open a facility.
    Cost "cost": "成本" "造价" "费用" "投资" "投资额" "建设成本" "改造费用";
    /// What a candidate would be: a new site, or a change of its parent.
    Action "action": "措施" "行动" "建设方式" "实施方式" "measure";
    /// The priority of somebody, where the table itself says so.
    Tier "tier": "优先级" "优先等级" "优先级别" "priority";
    /// Whether a facility is open.
    Status "status": "状态" "运营状态" "建设状态" "state" "是否运营" "运营情况" "是否营业" "营业状态" "营业情况" "经营状态" "经营情况" "是否开放" "开放状态" "开放情况" "使用状态" "是否启用" "是否在用" "是否开业" "开业情况" "开业状态" "是否在运营" "是否正常运营" "目前状态" "当前状态" "设施状态" "状况";
    /// Floor area.
    Area "area": "面积" "建筑面积" "使用面积" "用房面积" "floorarea" "floorareasqm" "flooraream2";
    /// Opening hours.
    Hours "hours": "营业时间" "开放时间" "开放时段" "openinghours";
    /// Whether a gate lets in residents only.
    ResidentsOnly "residentsonly": "仅居民" "仅限居民" "居民专用";
}

impl Field {
    /// The field that a scenario's `columns` means by a name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let name = normalise(name);
        Self::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// What is kept of people beside their age: districts and whatever rules and groups usually ask for.
    pub(crate) const KEPT: [Self; 9] = [
        Self::County,
        Self::Street,
        Self::Community,
        Self::Living,
        Self::CareLevel,
        Self::Relief,
        Self::Hukou,
        Self::Sex,
        Self::Tier,
    ];

    /// Whether only sites have it: in a table of people such a header means whatever the bureau means by it.
    pub(crate) const fn is_of_sites(self) -> bool {
        matches!(
            self,
            Self::Kind
                | Self::Capacity
                | Self::Unit
                | Self::Level
                | Self::Parent
                | Self::GroundFloor
                | Self::Cost
                | Self::Action
                | Self::Status
                | Self::Area
                | Self::Hours
                | Self::ResidentsOnly
        )
    }

    /// Whether only people have it.
    pub(crate) const fn is_of_people(self) -> bool {
        matches!(
            self,
            Self::Age
                | Self::Birth
                | Self::Sex
                | Self::Hukou
                | Self::Living
                | Self::CareLevel
                | Self::Relief
                | Self::Tier
        )
    }

    /// Whether it names a person; such columns are never kept.
    pub(crate) const fn is_personal(self) -> bool {
        matches!(self, Self::Person | Self::Phone | Self::Identity)
    }

    /// The field that a header means.
    pub(crate) fn of_header(header: &str) -> Option<Self> {
        // "Unit" is a filler word in other headers.
        if matches!(header.trim(), "容量单位" | "计量单位" | "单位") {
            return Some(Self::Unit);
        }
        let header = normalise(header);
        let exact = |f: &Self| f.synonyms().contains(&header.as_str());
        let known = Self::ALL.iter().copied().find(exact);
        known.or_else(|| personal(&header))
    }
}

/// The group of people that a title is about: who lives alone is not everybody without children at home.
pub(crate) fn group_of(title: &str) -> Option<&'static str> {
    const GROUPS: [&str; 7] = ["独居", "空巢", "留守", "低保", "特困", "残疾", "失能"];
    GROUPS.iter().copied().find(|word| title.contains(word))
}

/// Words for people beside the one whom a row is about.
const OTHERS: [&str; 17] = [
    "监护人",
    "子女",
    "儿子",
    "女儿",
    "配偶",
    "老伴",
    "家属",
    "亲属",
    "户主",
    "联系人",
    "负责人",
    "赡养人",
    "护理员",
    "guardian",
    "spouse",
    "child",
    "relative",
];

/// The personal field that a header means which is no exact synonym, such as 老人身份证 or 子女电话.
fn personal(header: &str) -> Option<Field> {
    let has = |words: &[&str]| words.iter().any(|word| header.contains(word));
    if has(&["身份证", "证件号", "idcard", "identitynumber"]) {
        // The number of a child or guardian tells nothing of the senior.
        let is_of_another = has(&OTHERS);
        Some(if is_of_another {
            Field::Person
        } else {
            Field::Identity
        })
    } else if has(&["电话", "手机", "联系方式", "phone", "mobile"]) {
        Some(Field::Phone)
    } else if has(&["姓名", "联系人", "监护人", "负责人", "家属"]) {
        Some(Field::Person)
    } else {
        None
    }
}
