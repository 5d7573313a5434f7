from rest_framework.generics import ListAPIView

from .models import Appointment
from .serializers import AppointmentSerializer


class DayView(ListAPIView):
    serializer_class = AppointmentSerializer
    pagination_class = None

    def get_queryset(self):
        return (
            Appointment.objects.filter(clinic=self.request.clinic, starts_at__date=self.kwargs["day"])
            .select_related("patient", "practitioner")
            .order_by("starts_at")
        )
