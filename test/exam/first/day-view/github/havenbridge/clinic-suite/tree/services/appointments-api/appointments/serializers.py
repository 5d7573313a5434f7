from rest_framework import serializers

from .models import Appointment


class AppointmentSerializer(serializers.ModelSerializer):
    patient_name = serializers.CharField(source="patient.full_name")
    practitioner_name = serializers.CharField(source="practitioner.display_name")

    payer = serializers.SerializerMethodField()

    def get_payer(self, appointment):
        current = appointment.patient.coverages.filter(ends_on=None).order_by("-id").first()
        return current.payer if current else None

    class Meta:
        model = Appointment
        fields = ["id", "starts_at", "minutes", "room", "patient_name", "practitioner_name", "payer"]
