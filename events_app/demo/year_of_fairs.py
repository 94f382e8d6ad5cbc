"""Thirty events over two years around today: invented titles on real places."""

from typing import NamedTuple

from events_app.fairs.rules import Kind, Region


class Site(NamedTuple):
    """A real place where such events are held."""

    vi: str
    en: str
    address: str
    place: str
    latitude: float
    longitude: float


class Planned(NamedTuple):
    """One event: its first day counted from today, its length in days, and what stands on its page."""

    offset: int
    days: int
    kind: Kind
    vi: str
    en: str
    site: str
    office: int
    region: Region | None
    hours: tuple[str, str]
    capacity: int | None
    about_vi: str
    about_en: str
    state: str = "published"


SITES = {
    "quan_ngua": Site("Cung thể thao Quần Ngựa", "Quan Ngua Sports Palace", "30 Văn Cao, phường Ngọc Hà, Hà Nội", "00008", 21.0405, 105.8145),
    "me_linh_plaza": Site("Mê Linh Plaza Hà Đông", "Me Linh Plaza Ha Dong", "Đường Tô Hiệu, phường Hà Đông, Hà Nội", "09556", 20.9620, 105.7640),
    "trinh_cong_son": Site("Phố đi bộ Trịnh Công Sơn", "Trinh Cong Son Walking Street", "Phường Tây Hồ, Hà Nội", "00103", 21.0725, 105.8205),
    "bat_trang": Site("Bảo tàng Gốm Bát Tràng", "Bat Trang Pottery Museum", "Thôn 5, xã Bát Tràng, Hà Nội", "00577", 20.9760, 105.9130),
    "dong_anh": Site("Trung tâm Triển lãm Quốc gia", "National Exhibition Center", "Xã Đông Anh, Hà Nội", "00454", 21.1226, 105.8720),
    "thong_nhat": Site("Công viên Thống Nhất", "Thong Nhat Park", "Đường Trần Nhân Tông, phường Hai Bà Trưng, Hà Nội", "00256", 21.0145, 105.8440),
    "hoang_thanh": Site("Hoàng thành Thăng Long", "Imperial Citadel of Thang Long", "19C Hoàng Diệu, phường Ba Đình, Hà Nội", "00004", 21.0345, 105.8400),
    "hoan_kiem": Site("Không gian đi bộ hồ Hoàn Kiếm", "Hoan Kiem Lake Walking Area", "Phố Đinh Tiên Hoàng, phường Hoàn Kiếm, Hà Nội", "00070", 21.0287, 105.8524),
    "son_tay": Site("Phố đi bộ thành cổ Sơn Tây", "Son Tay Citadel Walking Street", "Phường Sơn Tây, Hà Nội", "09574", 21.1390, 105.5050),
    "soc_son": Site("Nhà văn hóa Sóc Sơn", "Soc Son House of Culture", "Xã Sóc Sơn, Hà Nội", "00376", 21.2570, 105.8480),
    "cau_giay": Site("Trung tâm Xúc tiến, phường Cầu Giấy", "Promotion Centre, Cau Giay", "Đường Trần Thái Tông, phường Cầu Giấy, Hà Nội", "00166", 21.0330, 105.7850),
    "long_bien": Site("AEON Mall Long Biên", "AEON Mall Long Bien", "27 Cổ Linh, phường Long Biên, Hà Nội", "00145", 21.0270, 105.8990),
    "dan_phuong": Site("Sân vận động Đan Phượng", "Dan Phuong Stadium", "Xã Đan Phượng, Hà Nội", "09784", 21.0880, 105.6700),
    "lao_cai": Site("Quảng trường Đinh Lễ", "Dinh Le Square", "Tỉnh Lào Cai", "15", 22.4856, 103.9707),
    "vinh": Site("Quảng trường Hồ Chí Minh, Vinh", "Ho Chi Minh Square, Vinh", "Tỉnh Nghệ An", "40", 18.6733, 105.6813),
    "can_tho": Site("Trung tâm Hội chợ triển lãm Cần Thơ", "Can Tho Exhibition Centre", "Thành phố Cần Thơ", "92", 10.0452, 105.7869),
    "da_nang": Site("Cung thể thao Tiên Sơn", "Tien Son Sports Palace", "Thành phố Đà Nẵng", "48", 16.0370, 108.2240),
    "buon_ma_thuot": Site("Quảng trường 10 tháng 3", "10 March Square", "Tỉnh Đắk Lắk", "66", 12.6797, 108.0447),
}  # fmt: skip

_N, _R, _C, _S = Region.NORTHERN_MOUNTAINS, Region.RED_RIVER_DELTA, Region.CENTRAL_HIGHLANDS, Region.SOUTH
_DAY, _MALL, _EVENING = ("08:00", "21:00"), ("08:30", "21:00"), ("15:00", "22:00")

FLAGSHIP = "Hội chợ OCOP miền núi phía Bắc"
"""The fair with 120 booths, half of them taken."""

PLANNED = (
    # Past
    Planned(-352, 5, Kind.FAIR, "Hội chợ OCOP Hà Nội mùa đông", "Hanoi OCOP Winter Fair", "quan_ngua", 0, _R, _DAY, 4000, "150 gian hàng của Hà Nội và 16 tỉnh bạn.", "150 booths of Hanoi and 16 partner provinces."),
    Planned(-331, 4, Kind.PRODUCT_WEEK, "Tuần hàng tư vấn, giới thiệu sản phẩm OCOP Long Biên", "OCOP Product Week Long Bien", "long_bien", 0, _R, _MALL, None, "Nếm thử, tư vấn và bán trực tiếp trong trung tâm thương mại.", "Tasting, advice and direct sale in the mall."),
    Planned(-310, 7, Kind.FAIR, "Hội chợ Tết OCOP", "OCOP Tết Fair", "thong_nhat", 0, _R, ("08:00", "22:00"), 6000, "Quà Tết của làng nghề: giò chả, bánh chưng, mứt, trà, gốm.", "Tết gifts of the craft villages: ham, bánh chưng, candied fruit, tea, pottery."),
    Planned(-262, 3, Kind.FESTIVAL, "Ngày hội cà phê Buôn Ma Thuột tại Hà Nội", "Buon Ma Thuot Coffee Days in Hanoi", "hoan_kiem", 0, _C, _EVENING, None, "Cà phê đặc sản và ca cao của Tây Nguyên.", "Speciality coffee and cocoa of the Central Highlands."),
    Planned(-240, 1, Kind.WORKSHOP, "Hội thảo bao bì và nhãn hàng hóa cho sản phẩm OCOP", "Workshop: Packaging and Labels", "cau_giay", 0, None, ("08:00", "16:30"), 180, "Quy định ghi nhãn mới và cách làm bao bì tiết kiệm.", "New labelling rules and packaging on a budget."),
    Planned(-221, 4, Kind.OUTGOING_DELEGATION, "Đoàn Hà Nội dự Hội chợ OCOP Đà Nẵng", "Hanoi Delegation to the Da Nang OCOP Fair", "da_nang", 0, _C, _DAY, None, "24 chủ thể Hà Nội mang 96 sản phẩm tới Đà Nẵng.", "24 producers of Hanoi with 96 products in Da Nang."),
    Planned(-196, 5, Kind.REGIONAL_CULTURE, "Tuần văn hóa, sản phẩm OCOP Tây Bắc", "North-West Culture and OCOP Week", "hoang_thanh", 0, _N, ("09:00", "21:30"), 5000, "Chè shan tuyết, thịt gác bếp, thổ cẩm và điệu xòe.", "Shan tuyết tea, smoked meat, brocade and the xòe dance."),
    Planned(-170, 2, Kind.TRAINING, "Tập huấn livestream bán hàng cho chủ thể", "Training: Selling by Livestream", "cau_giay", 0, None, ("08:00", "17:00"), 80, "Ánh sáng, kịch bản, chốt đơn và những điều luật cấm.", "Light, run of show, confirming orders and what the law forbids."),
    Planned(-150, 5, Kind.FAIR, "Hội chợ nông sản an toàn Sơn Tây", "Son Tay Safe Food Fair", "son_tay", 0, _R, _EVENING, 2500, "Nông sản của xứ Đoài bên thành cổ.", "Produce of the Đoài land beside the old citadel."),
    Planned(-120, 4, Kind.PRODUCT_WEEK, "Tuần hàng trái cây và mật ong", "Fruit and Honey Week", "me_linh_plaza", 0, _R, _MALL, None, "Vải, nhãn, na và mật ong đầu mùa.", "Lychee, longan, custard apple and the first honey."),
    Planned(-96, 6, Kind.FAIR, "Hội chợ OCOP Lào Cai", "Lao Cai OCOP Fair", "lao_cai", 1, _N, _DAY, 3000, "Sản phẩm vùng cao của Lào Cai và các tỉnh biên giới.", "Highland products of Lao Cai and the border provinces."),
    Planned(-75, 3, Kind.FESTIVAL, "Lễ hội gốm Bát Tràng", "Bat Trang Pottery Festival", "bat_trang", 0, _R, ("08:30", "20:00"), 3500, "Mở lò, vuốt gốm, chợ gốm đêm.", "Opening the kiln, throwing pots, a night market."),
    Planned(-48, 5, Kind.FAIR, "Hội chợ đặc sản xứ Nghệ", "Nghe An Specialities Fair", "vinh", 2, _C, _DAY, 3000, "Nhút, tương, cam Vinh và hải sản khô.", "Pickles, soy paste, Vinh oranges and dried seafood."),
    Planned(-27, 1, Kind.LIVESTREAM_DAY, "Ngày livestream nông sản Hà Nội", "Hanoi Farm Produce Livestream Day", "cau_giay", 0, _R, ("09:00", "22:00"), None, "Mười hai phiên livestream liền trong một ngày.", "Twelve livestream sessions in one day."),
    Planned(-16, 4, Kind.PRODUCT_WEEK, "Tuần hàng thủ công mỹ nghệ", "Handicraft Week", "long_bien", 0, _R, _MALL, None, "Sơn mài, mây tre, lụa và nón.", "Lacquer, rattan, silk and conical hats."),
    # Running today
    Planned(-1, 5, Kind.PRODUCT_WEEK, "Tuần hàng OCOP Hà Đông", "Ha Dong OCOP Week", "me_linh_plaza", 0, _R, _MALL, None, "96 gian hàng giữa trung tâm thương mại: nếm, hỏi, mua.", "96 stands in the middle of the mall: taste, ask, buy."),
    Planned(-1, 4, Kind.FAIR, "Hội chợ Mùa vàng Đông Anh", "Dong Anh Golden Season Fair", "dong_anh", 0, _R, ("08:00", "21:30"), 8000, "Gạo mới, cốm, cá kho và đặc sản 14 tỉnh.", "New rice, young rice flakes, braised fish and the specialities of 14 provinces."),
    Planned(0, 1, Kind.WORKSHOP, "Kết nối giao thương với siêu thị", "Meeting the Supermarkets", "cau_giay", 0, None, ("13:30", "17:30"), 200, "24 bên mua gặp 61 chủ thể.", "24 buyers meet 61 producers."),
    # Coming
    Planned(4, 5, Kind.PRODUCT_WEEK, "Tuần hàng làng nghề Bát Tràng", "Bat Trang Craft Village Week", "bat_trang", 0, _R, ("08:30", "20:00"), 2000, "Gốm men lam, men rạn và quà lưu niệm.", "Blue glaze, crackle glaze and souvenirs.", "postponed"),
    Planned(9, 2, Kind.TRAINING, "Tập huấn hồ sơ đánh giá, phân hạng", "Training: Preparing for Grading", "dan_phuong", 0, None, ("08:00", "17:00"), 120, "Làm hồ sơ từ ba lên bốn sao.", "The dossier from three stars to four."),
    Planned(18, 5, Kind.FAIR, FLAGSHIP, "Northern Mountains OCOP Fair", "quan_ngua", 0, _N, _DAY, 3000, "Đặc sản vùng cao về Hà Nội: chè shan tuyết, mật ong bạc hà, thổ cẩm, thịt gác bếp. Vào cửa tự do, có thẻ.", "Highland specialities in Hanoi: shan tuyết tea, mint honey, brocade, smoked meat. Free entry with a pass."),
    Planned(25, 3, Kind.FESTIVAL, "Festival trà và sen Tây Hồ", "West Lake Tea and Lotus Festival", "trinh_cong_son", 0, _R, ("15:00", "22:00"), 5000, "Trà sen ướp bông, nghệ nhân và trà cụ.", "Lotus tea, master tea makers and tea ware."),
    Planned(33, 4, Kind.FAIR, "Hội chợ xuân Sóc Sơn", "Soc Son Spring Fair", "soc_son", 0, _R, _DAY, 1500, "Hàng Tết sớm của các xã phía bắc Hà Nội.", "Early Tết goods from the north of Hanoi.", "cancelled"),
    Planned(46, 1, Kind.LIVESTREAM_DAY, "Ngày livestream hàng Tết", "Tết Livestream Day", "cau_giay", 0, _R, ("09:00", "22:00"), None, "Hàng Tết lên sóng từ sáng tới khuya.", "Tết goods on air from morning till night."),
    Planned(58, 8, Kind.FAIR, "Hội chợ Tết OCOP Thăng Long", "Thang Long OCOP Tết Fair", "hoang_thanh", 0, _R, ("08:00", "22:00"), 9000, "Hội chợ lớn nhất trong năm, 350 gian hàng.", "The greatest fair of the year, 350 booths."),
    Planned(96, 4, Kind.OUTGOING_DELEGATION, "Đoàn Hà Nội dự Hội chợ OCOP Cần Thơ", "Hanoi Delegation to the Can Tho OCOP Fair", "can_tho", 0, _S, _DAY, None, "Mang đặc sản Thăng Long về miền Tây.", "Specialities of Thang Long go to the Mekong delta."),
    Planned(110, 5, Kind.REGIONAL_CULTURE, "Tuần văn hóa, sản phẩm OCOP Tây Nguyên", "Central Highlands Culture and OCOP Week", "hoan_kiem", 0, _C, _EVENING, 4000, "Cồng chiêng, cà phê, hồ tiêu, mắc ca.", "Gongs, coffee, pepper, macadamia."),
    Planned(150, 6, Kind.FAIR, "Hội chợ OCOP Tây Bắc tại Lào Cai", "North-West OCOP Fair in Lao Cai", "lao_cai", 1, _N, _DAY, 3500, "Sáu tỉnh Tây Bắc cùng bày hàng.", "Six north-western provinces together."),
    Planned(190, 5, Kind.FAIR, "Hội chợ cam và hải sản xứ Nghệ", "Nghe An Orange and Seafood Fair", "vinh", 2, _C, _DAY, 2500, "Cam Vinh, nước mắm, cá thu một nắng.", "Vinh oranges, fish sauce, sun-dried mackerel."),
    Planned(300, 5, Kind.FAIR, "Hội chợ OCOP Hà Nội mùa thu", "Hanoi OCOP Autumn Fair", "dong_anh", 0, _R, _DAY, 8000, "Kế hoạch năm sau, đang soạn.", "Next year's plan, being written.", "draft"),
)  # fmt: skip
