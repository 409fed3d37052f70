using System.Globalization;
using Wasper.BackupService.Schedule;

namespace Wasper.Tests.BackupService.Schedule;

public sealed class BackupScheduleTests
{
    [Theory]
    [InlineData("2026-11-24T02:30:00Z", "2026-11-25T02:30:00Z")]
    [InlineData("2026-03-28T02:00:00Z", "2026-03-28T02:30:00Z")]
    [InlineData("2026-03-28T02:30:00Z", "2026-03-29T01:30:00Z")]
    public void Next_DueTimeOfAZone_IsTheFirstLaterOne(string after, string expected) => Assert.Equal(At(expected), Daily("30 3 * * *").Next(At(after)));

    [Fact]
    public void Next_ClocksGoForward_ComesRightAfterTheGap()
        => Assert.Equal(At("2026-03-29T01:00:00Z"), Daily("30 2 * * *").Next(At("2026-03-28T12:00:00Z")));

    [Fact]
    public void Next_ClocksGoBack_ComesOnce()
    {
        var first = Daily("30 2 * * *").Next(At("2026-10-24T12:00:00Z"));

        Assert.Equal(At("2026-10-25T00:30:00Z"), first);
        Assert.Equal(At("2026-10-26T01:30:00Z"), Daily("30 2 * * *").Next(first!.Value));
    }

    private static BackupSchedule Daily(string expression) => BackupSchedule.TryParse(expression, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))!;

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
}
