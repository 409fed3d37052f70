using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Renewal;

namespace Wasper.Tests.Gateway.Acme.Renewal;

public sealed class RenewalDecisionTests
{
    private static readonly DateTimeOffset _issued = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Lifetime _ninetyDays = new(_issued, _issued.AddDays(90));

    [Fact]
    public void Decide_NoCertificate_OrdersAtOnce()
    {
        var decision = RenewalDecision.Decide(new RenewalFacts(), _issued);

        Assert.Equal(RenewalReason.NoCertificate, decision.Reason);
        Assert.True(decision.ShouldOrder(_issued));
    }

    [Theory]
    [InlineData(90 * 24, 60 * 24)]
    [InlineData(45 * 24, 30 * 24)]
    [InlineData(160, 80)]
    public void Decide_NoWindow_WaitsForTheBackstopOfTheLifetime(int lifeHours, int backstopHours)
    {
        var facts = new RenewalFacts { Lifetime = new Lifetime(_issued, _issued.AddHours(lifeHours)) };
        var backstop = _issued.AddHours(backstopHours);

        var before = RenewalDecision.Decide(facts, backstop.AddMinutes(-1));
        var after = RenewalDecision.Decide(facts, backstop);

        Assert.Equal((RenewalReason.NotDue, backstop), (before.Reason, before.DueAt));
        Assert.Equal((RenewalReason.Backstop, true), (after.Reason, after.ShouldOrder(backstop)));
    }

    [Fact]
    public void Decide_Window_WaitsForTheMomentPicked()
    {
        var picked = _issued.AddDays(58);
        var facts = new RenewalFacts { Lifetime = _ninetyDays, Window = new RenewalWindow(_issued.AddDays(57), _issued.AddDays(59), picked, null) };

        Assert.Equal((RenewalReason.NotDue, picked), Reasoned(facts, picked.AddSeconds(-1)));
        Assert.Equal((RenewalReason.RenewalWindow, picked), Reasoned(facts, picked));
    }

    [Fact]
    public void Decide_WindowAfterTheBackstop_DoesNotWaitForIt()
    {
        var facts = new RenewalFacts
        {
            Lifetime = _ninetyDays,
            Window = new RenewalWindow(_issued.AddDays(80), _issued.AddDays(85), _issued.AddDays(82), null),
        };

        Assert.Equal((RenewalReason.Backstop, _issued.AddDays(60)), Reasoned(facts, _issued.AddDays(60)));
    }

    [Fact]
    public void Decide_WindowInThePast_ReplacesAtOnceAndUrgently()
    {
        var now = _issued.AddDays(10);
        var facts = new RenewalFacts { Lifetime = _ninetyDays, Window = new RenewalWindow(now.AddHours(-2), now.AddHours(-1), now.AddHours(-2), null) };

        var decision = RenewalDecision.Decide(facts, now);

        Assert.Equal((RenewalReason.ReplaceAtOnce, Urgency.Emergency), (decision.Reason, decision.Urgency));
        Assert.True(decision.ShouldOrder(now));
    }

    [Fact]
    public void Decide_WindowInThePastForANewCertificate_IsNotFollowedInALoop()
    {
        var now = _issued.AddHours(1);
        var facts = new RenewalFacts { Lifetime = _ninetyDays, Window = new RenewalWindow(now.AddHours(-2), now.AddHours(-1), now.AddHours(-2), null) };

        Assert.Equal(_issued.AddHours(6), RenewalDecision.Decide(facts, now).AttemptAt);
        Assert.Equal(now, RenewalDecision.Decide(facts with { IsRevoked = true }, now).AttemptAt);
    }

    /// <summary>A clock that is far ahead makes every new certificate look old.</summary>
    [Theory]
    [InlineData(90 * 24, 6 * 60)]
    [InlineData(10, 60)]
    public void Decide_DueAsSoonAsItArrives_WaitsBeforeTheNext(int lifeHours, int minutes)
    {
        var now = _issued.AddDays(100);
        var facts = new RenewalFacts { Lifetime = new Lifetime(_issued, _issued.AddHours(lifeHours)), IssuedAt = now };

        Assert.Equal(now.AddMinutes(minutes), RenewalDecision.Decide(facts, now).AttemptAt);
        Assert.Equal(now, RenewalDecision.Decide(facts with { IsRevoked = true }, now).AttemptAt);
    }

    [Fact]
    public void Decide_IssuerNoLongerConfigured_OrdersAtOnce()
    {
        var decision = RenewalDecision.Decide(new RenewalFacts { Lifetime = _ninetyDays, IsOfOtherIssuer = true }, _issued.AddDays(1));

        Assert.Equal((RenewalReason.IssuerChanged, true), (decision.Reason, decision.ShouldOrder(_issued.AddDays(1))));
    }

    [Theory]
    [InlineData(60, nameof(Urgency.Normal), 24 * 60)]
    [InlineData(86, nameof(Urgency.Emergency), 60)]
    [InlineData(89, nameof(Urgency.Critical), 10)]
    [InlineData(100, nameof(Urgency.Critical), 10)]
    public void Decide_AfterManyFailures_WaitsLessTheLessIsLeft(int day, string urgency, int minutes)
    {
        var now = _issued.AddDays(day);
        var facts = new RenewalFacts { Lifetime = _ninetyDays, History = new FailureHistory { Failures = 9, FailedAt = now } };

        var decision = RenewalDecision.Decide(facts, now);

        Assert.Equal((Enum.Parse<Urgency>(urgency), now.AddMinutes(minutes)), (decision.Urgency, decision.AttemptAt));
    }

    [Fact]
    public void Decide_IssuersAskToWait_IsHonouredInAnEmergencyToo()
    {
        var now = _issued.AddDays(89);
        var facts = new RenewalFacts { Lifetime = _ninetyDays, IssuersOpenAt = now.AddHours(3) };

        Assert.Equal(now.AddHours(3), RenewalDecision.Decide(facts, now).AttemptAt);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 10)]
    [InlineData(3, 100)]
    [InlineData(4, 24 * 60)]
    [InlineData(400, 24 * 60)]
    public void AfterOrders_Failures_OneTenAHundredMinutesThenDaily(int failures, int minutes)
    {
        var least = BackOff.AfterOrders(failures, Urgency.Normal, random: 0);
        var most = BackOff.AfterOrders(failures, Urgency.Normal, random: 1);

        Assert.Equal(TimeSpan.FromMinutes(minutes), least);
        Assert.Equal(1.1, most / least, 6);
    }

    [Fact]
    public void Pick_WindowAroundTheBackstop_IsSpreadOverThePartBeforeIt()
    {
        var info = new RenewalInfo(_issued.AddDays(59), _issued.AddDays(61), null, null);

        Assert.Equal(_issued.AddDays(59), RenewalWindow.Pick(info, _ninetyDays.Backstop, 0).RenewAt);
        Assert.Equal(_issued.AddDays(60), RenewalWindow.Pick(info, _ninetyDays.Backstop, 1).RenewAt);
    }

    private static (RenewalReason, DateTimeOffset) Reasoned(RenewalFacts facts, DateTimeOffset now)
    {
        var decision = RenewalDecision.Decide(facts, now);
        return (decision.Reason, decision.DueAt);
    }
}
