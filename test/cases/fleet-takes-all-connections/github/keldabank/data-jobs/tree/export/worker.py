from sqlalchemy import create_engine
import os

engine = create_engine(os.environ["DATABASE_URL"], pool_size=int(os.environ.get("DB_POOL_SIZE", "10")), max_overflow=0)
