"""Invented names: people, producers and products as they sound in the register. Places are real."""

import random
from collections.abc import Iterator
from typing import NamedTuple

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Phùng", "Đinh")  # fmt: skip
_MIDDLE = ("Thị", "Văn", "Minh", "Thu", "Đức", "Ngọc", "Quang", "Thanh", "Hữu", "Bích", "Xuân", "Gia")
_GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Hiền", "Hòa", "Hùng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Mơ", "Nam", "Nga", "Ngân", "Oanh", "Phúc", "Phương", "Quân", "Sơn", "Tâm", "Thảo", "Thắng", "Trang", "Tuấn", "Vân", "Yến")  # fmt: skip


class Trade(NamedTuple):
    """What a producer makes: its group, how the firm calls its trade, and what it sells."""

    group: str
    trade: str
    products: tuple[str, ...]


TRADES = (
    Trade("food", "Mật ong", ("Mật ong hoa nhãn", "Mật ong hoa vải", "Mật ong bạc hà", "Mật ong ngâm nghệ", "Sữa ong chúa", "Phấn hoa sấy", "Mật ong hoa rừng")),
    Trade("food", "Gạo sạch", ("Gạo nếp cái hoa vàng", "Gạo tẻ thơm", "Gạo lứt đỏ", "Bột gạo lứt rang", "Bún gạo lứt", "Phở khô")),
    Trade("food", "Rau an toàn", ("Rau cải ngọt", "Cà chua bi", "Măng tây xanh", "Dưa cải muối", "Nấm hương khô", "Bí xanh thơm", "Khoai lang mật")),
    Trade("food", "Giò chả", ("Giò lụa", "Chả quế", "Giò xào", "Chả cốm", "Nem chua", "Ruốc thịt lợn")),
    Trade("food", "Chăn nuôi", ("Trứng gà ri", "Gà đồi", "Thịt lợn sạch", "Thịt trâu gác bếp", "Lạp xưởng hun khói", "Vịt cỏ")),
    Trade("food", "Bánh cổ truyền", ("Bánh chưng", "Bánh tẻ", "Chè lam", "Kẹo lạc", "Bánh khảo", "Bánh cuốn khô", "Bánh gai")),
    Trade("food", "Tương và mắm", ("Tương nếp", "Nước mắm cốt", "Mắm tép chưng", "Chẩm chéo", "Tương ớt mường khương")),
    Trade("food", "Trái cây", ("Nhãn muộn", "Bưởi Diễn", "Cam Canh", "Ổi lê", "Chuối tiêu hồng", "Mít sấy", "Chuối sấy dẻo")),
    Trade("food", "Miến và bún", ("Miến dong", "Bún khô", "Mỳ chũ", "Bánh đa nem", "Bánh phở tươi")),
    Trade("food", "Thủy sản", ("Cá rô đồng kho", "Cá trắm kho riềng", "Chả cá", "Tôm nõn khô", "Ruốc cá hồi")),
    Trade("food", "Sữa", ("Sữa chua nếp cẩm", "Sữa tươi thanh trùng", "Bánh sữa", "Caramen", "Phô mai tươi")),
    Trade("drink", "Trà", ("Trà shan tuyết", "Trà xanh móc câu", "Trà sen", "Hồng trà", "Bạch trà", "Trà hoa cúc")),
    Trade("drink", "Rượu làng nghề", ("Rượu nếp cẩm", "Rượu mơ", "Rượu nếp cái hoa vàng", "Rượu táo mèo")),
    Trade("drink", "Nước trái cây", ("Nước ép thanh long", "Nước mơ ngâm", "Siro sấu", "Nước cốt chanh đào")),
    Trade("drink", "Cà phê", ("Cà phê rang mộc", "Cà phê bột", "Ca cao nguyên chất")),
    Trade("herbal", "Dược liệu", ("Tinh bột nghệ", "Trà cà gai leo", "Cao gắm", "Bột sắn dây", "Tinh dầu sả", "Trà gừng", "Đông trùng hạ thảo khô", "Viên nghệ mật ong")),
    Trade("craft", "Gốm", ("Ấm chén men lam", "Bình hoa men rạn", "Đĩa gốm vẽ tay", "Chum gốm", "Lọ hoa men hỏa biến")),
    Trade("craft", "Mây tre đan", ("Giỏ mây", "Đèn lồng tre", "Khay mây", "Bàn trà mây", "Túi cói")),
    Trade("craft", "Lụa", ("Khăn lụa tơ tằm", "Áo dài lụa", "Khăn lụa tơ sen", "Chăn lụa", "Vải lụa vân")),
    Trade("craft", "Sơn mài", ("Tranh sơn mài", "Hộp sơn mài", "Khay sơn mài", "Bình sơn mài khảm trai")),
    Trade("craft", "Thêu", ("Tranh thêu tay", "Khăn thêu", "Áo thêu", "Nón lá thêu")),
    Trade("craft", "Mộc", ("Tượng gỗ", "Bàn ghế gỗ", "Đồ thờ sơn son", "Quạt trầm hương")),
    Trade("ornamental", "Hoa và cây cảnh", ("Hoa lan hồ điệp", "Đào bích", "Quất cảnh", "Hoa hồng cổ", "Cây cảnh bonsai")),
    Trade("tourism", "Du lịch cộng đồng", ("Trải nghiệm làm gốm", "Tham quan làng lụa", "Du lịch vườn cây", "Nghỉ nhà dân bản Miền", "Một ngày làm nông dân")),
)  # fmt: skip

_FORMS = ("HTX", "Hợp tác xã", "Công ty TNHH", "Công ty Cổ phần", "Hộ kinh doanh", "Tổ hợp tác", "Cơ sở")
_SPIRITS = ("Xanh", "Việt", "Quê", "Phú Mỹ", "Đại Thành", "Hưng Thịnh", "Tâm An", "Ngọc Lâm", "Minh Phát", "Thuận Hòa", "An Phú", "Bình Minh", "Đồng Tâm", "Hoa Sen", "Kim Long", "Sao Mai", "Thảo Nguyên", "Trường Sinh", "Vạn Xuân", "Hồng Hà")  # fmt: skip


def person_name(chance: random.Random) -> str:
    """A person's name."""
    return f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"


def producers(count: int, places: list[str], chance: random.Random) -> Iterator[tuple[str, Trade, str]]:
    """Yield distinct producers: name, trade, and the place they sit in."""
    seen: set[str] = set()
    while len(seen) < count:
        trade, place = chance.choice(TRADES), chance.choice(places)
        form = chance.choice(_FORMS)
        who = f" {chance.choice(_GIVEN)}" if form in {"Hộ kinh doanh", "Cơ sở"} else ""
        spirit = "" if who or chance.random() < 0.35 else f" {chance.choice(_SPIRITS)}"
        name = f"{form} {trade.trade}{who}{spirit} {place}"
        if name not in seen:
            seen.add(name)
            yield name, trade, place
