from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0030_rota")]
    operations = [
        migrations.AddField("practitioner", "title", models.CharField(max_length=20, default="")),
    ]
