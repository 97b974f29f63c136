"""What faces share: role rules, navigation, template tags, form widgets."""
