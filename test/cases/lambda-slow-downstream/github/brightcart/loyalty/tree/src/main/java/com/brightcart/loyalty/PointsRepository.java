interface PointsRepository {
  @Query("select p from Posting p where p.memberId = ?1 and p.bookedAt > ?2 order by p.bookedAt desc")
  List<Posting> recent(long memberId, Instant since);
}
