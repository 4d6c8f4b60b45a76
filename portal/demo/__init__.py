"""The demo: Tân Hồng as it stood under the plan, with invented people."""
