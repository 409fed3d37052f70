using Wasper.Gateway.Acme.Limits;

namespace Wasper.Tests.Gateway.Acme.Limits;

public sealed class RateLimitsTests
{
    private const string Name = "wasper.example.com";
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Check_FiveFailedValidationsInAnHour_WaitsUntilTheFirstIsAnHourOld()
    {
        var attempts = Many(5, minutesApart: 5, AttemptOutcome.Failed, Name);

        Assert.Null(RateLimits.Check(attempts[1..], [Name], isAri: false, _now));
        var limit = RateLimits.Check(attempts, [Name, "other.example.com"], isAri: false, _now);

        Assert.Equal(attempts[0].CountsFrom.AddHours(1), limit?.Until);
        Assert.Contains($"5 failed validations of {Name}", limit!.Sentence, StringComparison.Ordinal);
        Assert.Contains($"{limit.Until.UtcDateTime:u}", limit.Sentence, StringComparison.Ordinal);
        Assert.Null(RateLimits.Check(attempts, [Name], isAri: false, limit.Until));
    }

    [Fact]
    public void Check_FailedValidations_HoldForRenewalsByAriToo() =>
        Assert.NotNull(RateLimits.Check(Many(5, minutesApart: 5, AttemptOutcome.Failed, Name), [Name], isAri: true, _now));

    [Fact]
    public void Check_FiveCertificatesForTheSameNames_WaitsAWeekButOtherNamesDoNot()
    {
        var attempts = Many(5, minutesApart: 60, AttemptOutcome.Issued, Name, "b.example.com");

        Assert.Equal(attempts[0].CountsFrom.AddDays(7), RateLimits.Check(attempts, ["B.example.com", Name], isAri: false, _now)?.Until);
        Assert.Null(RateLimits.Check(attempts, [Name], isAri: false, _now));
        Assert.Null(RateLimits.Check(attempts, [Name, "b.example.com"], isAri: true, _now));
    }

    [Fact]
    public void Check_FiftyCertificatesUnderADomain_Waits()
    {
        var attempts = Enumerable.Range(0, 50).Select(number => Ended(_now.AddHours(number - 60), AttemptOutcome.Issued, $"n{number}.example.com")).ToList();

        Assert.NotNull(RateLimits.Check(attempts, ["new.example.com"], isAri: false, _now));
        Assert.Null(RateLimits.Check(attempts, ["new.example.net"], isAri: false, _now));
    }

    [Fact]
    public void Check_ThreeHundredOrders_Waits()
    {
        var attempts = Enumerable.Range(0, 300).Select(number => Ended(_now.AddMinutes(-number / 2), AttemptOutcome.Failed, $"n{number}.example.com")).ToList();

        Assert.NotNull(RateLimits.Check(attempts, ["new.example.net"], isAri: false, _now));
        Assert.Null(RateLimits.Check(attempts[1..], ["new.example.net"], isAri: false, _now));
    }

    [Fact]
    public void Check_OrdersWhoseEndNobodySaw_CountAsAllTheyMayHaveBecome()
    {
        var attempts = Enumerable.Range(0, 5).Select(number => new Attempt($"{number}", _now.AddMinutes(-30 + number), [Name])).ToList();

        var limit = RateLimits.Check(attempts, [Name], isAri: false, _now);

        Assert.Contains("certificates for the same names", limit!.Sentence, StringComparison.Ordinal);
        Assert.Contains("failed validations", RateLimits.Check(attempts, [Name], isAri: true, _now)!.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("a.example.co.uk", "co.uk")]
    [InlineData("localhost", "localhost")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    public void RegisteredDomain_Names_NeverFinerThanTheIssuers(string name, string expected) => Assert.Equal(expected, RateLimits.RegisteredDomain(name));

    private static List<Attempt> Many(int count, int minutesApart, AttemptOutcome outcome, params string[] names) =>
        [.. Enumerable.Range(0, count).Select(number => Ended(_now.AddMinutes((number - count) * minutesApart), outcome, names))];

    private static Attempt Ended(DateTimeOffset at, AttemptOutcome outcome, params string[] names) =>
        new(Guid.NewGuid().ToString(), at, names, null, outcome, at.AddSeconds(10), outcome is AttemptOutcome.Failed ? names : []);
}
