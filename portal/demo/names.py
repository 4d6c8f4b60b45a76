"""Invented names of people, as they are borne along the Mekong."""

from __future__ import annotations

from random import Random

FAMILIES = (
    *("Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Huỳnh", "Võ", "Phan"),
    *("Bùi", "Đặng", "Đỗ", "Hồ", "Ngô", "Dương", "Trương", "Lâm", "Mai", "Cao", "Thái"),
)
WOMEN = (
    ("Thị", "Thị Ngọc", "Thị Kim", "Thị Mỹ", "Thị Bích", "Thị Thanh"),
    (
        *("Ánh", "Bé", "Diễm", "Đào", "Hạnh", "Hiền", "Lài", "Liễu", "Mận", "Ngân", "Nhung"),
        *("Phượng", "Sương", "Thảo", "Thuỷ", "Trang", "Út", "Xuyến", "Yến"),
    ),
)
MEN = (
    ("Văn", "Hữu", "Minh", "Quốc", "Thanh", "Hoàng", "Ngọc"),
    (
        *("Bảy", "Cường", "Điền", "Đức", "Giàu", "Hải", "Khải", "Lộc", "Mẫn", "Nghĩa", "Phước"),
        *("Quý", "Sang", "Tám", "Tâm", "Thịnh", "Trí", "Vinh", "Ẩn"),
    ),
)


def invented_name(chance: Random, line: str) -> str:
    """A name of family, middle and given name; a woman's in the line of the women."""
    middles, given = WOMEN if line == "women" or chance.random() < 0.35 else MEN
    return f"{chance.choice(FAMILIES)} {chance.choice(middles)} {chance.choice(given)}"
