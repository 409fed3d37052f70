using System.Globalization;
using Wasper.BackupService.Archive;
using Wasper.BackupService.Retention;

namespace Wasper.Tests.BackupService.Retention;

public sealed class RetentionPolicyTests
{
    // A Tuesday.
    private static readonly DateTimeOffset _now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetentionRules _least = new(Days: 1, Weeks: 0, Months: 0, Minimum: 1);

    [Fact]
    public void Decide_NoBackups_IsNothing() => Assert.Empty(RetentionPolicy.Decide(_least, TimeZoneInfo.Utc, _now, []));

    [Theory]
    [InlineData("2026-11-17T12:00:01Z", true)]
    [InlineData("2026-11-17T12:00:00Z", false)]
    [InlineData("2027-06-01T00:00:00Z", true)]
    public void Decide_ByAge_KeepsTheYounger(string createdAt, bool kept)
    {
        var others = new[] { Good("2026-11-24T11:00:00Z") };

        Assert.Equal(kept, Kept(_least with { Days = 7 }, [.. others, Good(createdAt)]).Contains(At(createdAt)));
    }

    [Fact]
    public void Decide_Weeks_KeepsTheNewestOfEachFromMondayOn()
    {
        var kept = Kept(
            _least with { Weeks = 2 },
            Good("2026-11-23T00:00:00Z"),
            Good("2026-11-22T23:59:59Z"),
            Good("2026-11-16T00:00:00Z"),
            Good("2026-11-15T23:59:59Z"));

        Assert.Equal([At("2026-11-23T00:00:00Z"), At("2026-11-22T23:59:59Z")], kept);
    }

    [Fact]
    public void Decide_WeeksAcrossTheYear_AreThoseOfIso()
    {
        // 2026-W53 lasts until Sunday, 2027-01-03.
        var kept = Decide(
            _least with { Weeks = 2 }, TimeZoneInfo.Utc, At("2027-01-05T12:00:00Z"), Good("2027-01-04T01:00:00Z"), Good("2027-01-03T01:00:00Z"), Good("2026-12-28T01:00:00Z"));

        Assert.Equal([At("2027-01-04T01:00:00Z"), At("2027-01-03T01:00:00Z")], kept);
    }

    [Fact]
    public void Decide_Months_KeepsTheNewestOfEach()
    {
        var kept = Kept(
            _least with { Months = 3 },
            Good("2026-11-02T00:00:00Z"),
            Good("2026-11-01T00:00:00Z"),
            Good("2026-09-30T23:59:59Z"),
            Good("2026-09-01T00:00:00Z"),
            Good("2026-08-31T23:59:59Z"));

        Assert.Equal([At("2026-11-02T00:00:00Z"), At("2026-09-30T23:59:59Z")], kept);
    }

    [Fact]
    public void Decide_Zone_IsWhereMonthsBegin()
    {
        // 01:00 on the first in Berlin.
        RetentionCandidate[] candidates = [Good("2026-11-02T00:00:00Z"), Good("2026-10-31T23:59:00Z"), Good("2026-10-31T22:00:00Z")];

        Assert.Equal(
            [At("2026-11-02T00:00:00Z"), At("2026-10-31T23:59:00Z")], Decide(_least with { Months = 2 }, TimeZoneInfo.Utc, _now, candidates));
        Assert.Equal(
            [At("2026-11-02T00:00:00Z"), At("2026-10-31T22:00:00Z")],
            Decide(_least with { Months = 2 }, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), _now, candidates));
    }

    [Fact]
    public void Decide_DamagedOnes_StandForNoGoodOne()
    {
        var kept = Kept(
            new(Days: 1, Weeks: 4, Months: 1, Minimum: 2),
            Of("2026-11-20T00:00:00Z", VerificationReport.Damaged),
            Good("2026-11-19T00:00:00Z"),
            Of("2026-11-10T00:00:00Z", VerificationReport.Damaged),
            Good("2026-11-09T00:00:00Z"));

        Assert.Equal([At("2026-11-19T00:00:00Z"), At("2026-11-09T00:00:00Z")], kept);
    }

    [Fact]
    public void Decide_NewestVerified_StaysBehindUnverifiedOnes()
    {
        var kept = Kept(
            _least,
            Of("2026-10-03T00:00:00Z", VerificationReport.Unverified),
            Of("2026-10-02T00:00:00Z", VerificationReport.Unverified),
            Good("2026-10-01T00:00:00Z"),
            Good("2026-09-30T00:00:00Z"));

        Assert.Equal([At("2026-10-03T00:00:00Z"), At("2026-10-01T00:00:00Z")], kept);
    }

    [Fact]
    public void Decide_Unreadable_StaysAndCountsForNothing()
    {
        var kept = Kept(
            _least,
            new RetentionCandidate(BackupId.At(At("2020-01-03T00:00:00Z")), VerificationReport.Damaged, "It cannot be read."),
            Good("2020-01-02T00:00:00Z"),
            Good("2020-01-01T00:00:00Z"));

        Assert.Equal([At("2020-01-03T00:00:00Z"), At("2020-01-02T00:00:00Z")], kept);
    }

    [Fact]
    public void Decide_AnyBackupsAndRules_KeepsWhatIsPromised()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var rules = new RetentionRules(random.Next(1, 20), random.Next(0, 6), random.Next(0, 6), random.Next(1, 8));
            var zone = TimeZoneInfo.FindSystemTimeZoneById(random.GetItems(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"], 1)[0]);
            var candidates = Enumerable.Range(0, random.Next(0, 60)).Select(_ => Any(random)).DistinctBy(candidate => candidate.Id).ToList();

            var verdicts = RetentionPolicy.Decide(rules, zone, _now, candidates);

            AssertPromises(rules, zone, candidates, verdicts, $"seed {seed}");
            var left = candidates.Where(candidate => verdicts.Single(verdict => verdict.Id == candidate.Id).Reason is not null).ToList();
            Assert.All(RetentionPolicy.Decide(rules, zone, _now, left), verdict => Assert.NotNull(verdict.Reason));
        }
    }

    private static void AssertPromises(
        RetentionRules rules, TimeZoneInfo zone, List<RetentionCandidate> candidates, IReadOnlyList<RetentionVerdict> verdicts, string seed)
    {
        var kept = verdicts.Where(verdict => verdict.Reason is not null).Select(verdict => verdict.Id).ToHashSet();
        var readable = candidates.Where(candidate => candidate.Obstacle is null).OrderByDescending(candidate => candidate.Id).ToList();
        var good = readable.Where(candidate => candidate.State != VerificationReport.Damaged).ToList();

        Assert.Equal(candidates.Select(candidate => candidate.Id).OrderDescending(), verdicts.Select(verdict => verdict.Id));
        Assert.True(candidates.Except(readable).All(candidate => kept.Contains(candidate.Id)), seed);
        Assert.True(readable.Where(candidate => _now - candidate.Id.CreatedAt < TimeSpan.FromDays(rules.Days)).All(candidate => kept.Contains(candidate.Id)), seed);
        Assert.True(readable.Count(candidate => kept.Contains(candidate.Id)) >= Math.Min(rules.Minimum, readable.Count), seed);
        Assert.True(good.Take(rules.Minimum).All(candidate => kept.Contains(candidate.Id)), seed);
        Assert.True(good.Where(candidate => candidate.State == VerificationReport.Verified).Take(1).All(candidate => kept.Contains(candidate.Id)), seed);

        // Told anew by the framework's own calendar: the good ones of the week or month that end it are there.
        for (var ago = 0; ago < rules.Weeks; ago++)
        {
            var day = Local(_now).AddDays(-7 * ago);
            var newest = good.FirstOrDefault(candidate => WeekOf(Local(candidate.Id.CreatedAt)) == WeekOf(day));
            Assert.True(newest is null || kept.Contains(newest.Id), seed);
        }

        for (var ago = 0; ago < rules.Months; ago++)
        {
            var day = Local(_now).AddMonths(-ago);
            var newest = good.FirstOrDefault(candidate => Local(candidate.Id.CreatedAt) is var made && (made.Year, made.Month) == (day.Year, day.Month));
            Assert.True(newest is null || kept.Contains(newest.Id), seed);
        }

        // And nothing is kept for no reason.
        var most = readable.Count(candidate => _now - candidate.Id.CreatedAt < TimeSpan.FromDays(rules.Days)) + rules.Weeks + rules.Months + rules.Minimum + 1;
        Assert.True(readable.Count(candidate => kept.Contains(candidate.Id)) <= most, seed);

        DateTime Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        static (int Year, int Week) WeekOf(DateTime day) => (ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day));
    }

    private static RetentionCandidate Any(Random random)
    {
        var id = BackupId.At(_now.AddMinutes(-random.Next(-5000, 300_000)));
        var state = random.GetItems([VerificationReport.Verified, VerificationReport.Verified, VerificationReport.Unverified, VerificationReport.Damaged], 1)[0];
        return random.Next(10) == 0 ? new(id, VerificationReport.Damaged, "It cannot be read.") : new(id, state, null);
    }

    private static List<DateTimeOffset> Kept(RetentionRules rules, params RetentionCandidate[] candidates) => Decide(rules, TimeZoneInfo.Utc, _now, candidates);

    private static List<DateTimeOffset> Decide(RetentionRules rules, TimeZoneInfo zone, DateTimeOffset now, params RetentionCandidate[] candidates)
        => [.. RetentionPolicy.Decide(rules, zone, now, candidates).Where(verdict => verdict.Reason is not null).Select(verdict => verdict.Id.CreatedAt)];

    private static RetentionCandidate Good(string createdAt) => Of(createdAt, VerificationReport.Verified);

    private static RetentionCandidate Of(string createdAt, string state) => new(BackupId.At(At(createdAt)), state, null);

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
}
