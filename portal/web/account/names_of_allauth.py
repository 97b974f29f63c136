"""The few addresses that allauth looks for by its own names; each leads to a page of ours, and no other of its pages exists."""

from django.urls import path

from . import second_factor, sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("closed/", sign_in.closed, name="account_inactive"),
    path("sign-in/code/", second_factor.challenge, name="mfa_authenticate"),
    path("confirm/", second_factor.confirm, name="account_reauthenticate"),
    path("confirm/code/", second_factor.confirm_by_code, name="mfa_reauthenticate"),
    path("second-factor/", second_factor.home, name="mfa_index"),
    path("second-factor/recovery-codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery-codes/new/", second_factor.new_codes, name="mfa_generate_recovery_codes"),
]
