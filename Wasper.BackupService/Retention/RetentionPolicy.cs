using Wasper.BackupService.Archive;

namespace Wasper.BackupService.Retention;

/// <summary>
/// Which backups are kept, and why. A damaged one stands for no week, no month and no verified one: the next newest does.
/// </summary>
internal static class RetentionPolicy
{
    private const int DaysOfAWeek = 7;
    private const int MonthsOfAYear = 12;

    /// <summary>Decides on all backups there are.</summary>
    /// <param name="rules">How much is kept.</param>
    /// <param name="zone">Where weeks (of ISO 8601, from Monday on) and months begin.</param>
    /// <param name="now">What they are counted back from.</param>
    /// <param name="candidates">All of them, in any order.</param>
    /// <returns>One for each, newest first.</returns>
    public static IReadOnlyList<RetentionVerdict> Decide(
        RetentionRules rules, TimeZoneInfo zone, DateTimeOffset now, IReadOnlyCollection<RetentionCandidate> candidates)
    {
        var newestFirst = candidates.OrderByDescending(candidate => candidate.Id).ToList();
        var readable = newestFirst.Where(candidate => candidate.Obstacle is null).ToList();
        var good = readable.Where(candidate => candidate.State != VerificationReport.Damaged).ToList();
        var today = DayOf(now);
        var reasons = new Dictionary<BackupId, string>();

        // What cannot be read may still be of use: to a later version of this program, or on another disk.
        Keep(newestFirst.Where(candidate => candidate.Obstacle is not null), "it cannot be read as a backup");

        // One from the future, by a wrong clock, is younger than anything.
        Keep(readable.Where(candidate => now - candidate.Id.CreatedAt < TimeSpan.FromDays(rules.Days)), $"it is younger than {rules.Days} days");
        Keep(good.Where(candidate => candidate.State == VerificationReport.Verified).Take(1), "it is the newest verified one");
        Keep(NewestOfEach(Week, rules.Weeks), "it is the newest of its week");
        Keep(NewestOfEach(Month, rules.Months), "it is the newest of its month");
        Keep(good.Concat(readable.Except(good)).Take(rules.Minimum), $"it is one of the last {rules.Minimum}");
        return [.. newestFirst.Select(candidate => new RetentionVerdict(candidate.Id, reasons.GetValueOrDefault(candidate.Id)))];

        void Keep(IEnumerable<RetentionCandidate> kept, string reason)
        {
            foreach (var candidate in kept)
            {
                reasons.TryAdd(candidate.Id, reason);
            }
        }

        IEnumerable<RetentionCandidate> NewestOfEach(Func<DateOnly, int> period, int count) => good
            .GroupBy(candidate => period(DayOf(candidate.Id.CreatedAt)))
            .Where(group => group.Key > period(today) - count)
            .Select(group => group.First());

        DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
    }

    // Day 0 was a Monday.
    private static int Week(DateOnly day) => day.DayNumber / DaysOfAWeek;

    private static int Month(DateOnly day) => (day.Year * MonthsOfAYear) + day.Month;
}
