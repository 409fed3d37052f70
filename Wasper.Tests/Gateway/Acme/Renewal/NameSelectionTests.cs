using Wasper.Gateway.Acme.Renewal;

namespace Wasper.Tests.Gateway.Acme.Renewal;

public sealed class NameSelectionTests
{
    [Theory]

    // Nothing wrong.
    [InlineData("a b", "", "", "", nameof(RenewalReason.NoCertificate), nameof(Urgency.Normal), "a b")]

    // A first certificate for what can be had.
    [InlineData("a b", "", "b", "", nameof(RenewalReason.NoCertificate), nameof(Urgency.Normal), "a")]
    [InlineData("a b", "", "", "b", nameof(RenewalReason.NoCertificate), nameof(Urgency.Normal), "a")]
    [InlineData("a b", "", "a b", "", nameof(RenewalReason.NoCertificate), nameof(Urgency.Normal), "")]

    // All failed: all again.
    [InlineData("a b", "", "", "a b", nameof(RenewalReason.NoCertificate), nameof(Urgency.Normal), "a b")]

    // The missing name, once it can be reached, whether or not it failed before.
    [InlineData("a b", "a", "", "b", nameof(RenewalReason.NamesMissing), nameof(Urgency.Normal), "a b")]
    [InlineData("a b", "a", "b", "", nameof(RenewalReason.NamesMissing), nameof(Urgency.Normal), "")]
    [InlineData("a b c", "a", "c", "", nameof(RenewalReason.NamesMissing), nameof(Urgency.Normal), "a b")]

    // A renewal keeps what it has while there is time, and lets go of a name when there is none.
    [InlineData("a b", "a b", "b", "", nameof(RenewalReason.Backstop), nameof(Urgency.Normal), "")]
    [InlineData("a b", "a b", "b", "", nameof(RenewalReason.Backstop), nameof(Urgency.Emergency), "a")]
    [InlineData("a b", "a b", "", "b", nameof(RenewalReason.Backstop), nameof(Urgency.Normal), "a b")]
    [InlineData("a b", "a b", "", "b", nameof(RenewalReason.Backstop), nameof(Urgency.Critical), "a")]

    // A renewal of a part is not held up by the rest.
    [InlineData("a b", "a", "b", "", nameof(RenewalReason.Backstop), nameof(Urgency.Normal), "a")]
    [InlineData("a b", "a", "", "b", nameof(RenewalReason.RenewalWindow), nameof(Urgency.Normal), "a")]
    public void Choose_NamesInTrouble_KeepsTheOthersGoing(
        string wanted, string covered, string unreachable, string failed, string reason, string urgency, string expected)
    {
        static string[] Names(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var chosen = NameSelection.Choose(
            Names(wanted), Names(covered), Names(unreachable), Names(failed), Enum.Parse<RenewalReason>(reason), Enum.Parse<Urgency>(urgency));

        Assert.Equal(Names(expected), chosen);
    }
}
