from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0031_practitioner_title")]
    operations = [
        migrations.AddIndex("rota", models.Index(fields=["clinic", "week"], name="rota_clinic_week")),
    ]
