from django.db import models


class Patient(models.Model):
    full_name = models.CharField(max_length=200)
    born_on = models.DateField()


class Coverage(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="coverages", db_index=True)
    payer = models.CharField(max_length=80)
    ends_on = models.DateField(null=True)


class Appointment(models.Model):
    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.PROTECT)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT)
    practitioner = models.ForeignKey("staff.Practitioner", on_delete=models.PROTECT)
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(default=15)
    room = models.CharField(max_length=20)
