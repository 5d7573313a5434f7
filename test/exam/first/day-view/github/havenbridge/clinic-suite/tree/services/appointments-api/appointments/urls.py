from django.urls import path

from .views import DayView

urlpatterns = [
    path("v1/days/<date:day>", DayView.as_view(), name="day"),
]
