namespace Wasper.Gateway.Acme.Renewal;

/// <summary>Which names to order a certificate for, so that one bad name does not keep the others from theirs.</summary>
internal static class NameSelection
{
    /// <param name="wanted">The names of the configuration.</param>
    /// <param name="covered">Those of them that a valid certificate covers now.</param>
    /// <param name="unreachable">Those that preflight has found fault with.</param>
    /// <param name="failed">Those that the last order failed over.</param>
    /// <returns>The names to order for; none where it is better to wait.</returns>
    public static IReadOnlyList<string> Choose(
        IReadOnlyCollection<string> wanted,
        IReadOnlyCollection<string> covered,
        IReadOnlyCollection<string> unreachable,
        IReadOnlyCollection<string> failed,
        RenewalReason reason,
        Urgency urgency)
    {
        // Names that are missing are what this order is for, also those that failed before.
        var reachable = Without(wanted, unreachable);
        var chosen = reason is RenewalReason.NamesMissing ? reachable : Without(reachable, failed);
        chosen = chosen.Count == 0 ? reachable : chosen;

        if (urgency is Urgency.Normal && Without(covered, chosen).Count > 0)
        {
            // There is time, and a name that has a certificate would lose it: try with all, or wait for it.
            chosen = Without(covered, reachable).Count > 0 ? [] : reachable;
        }

        return reason is RenewalReason.NamesMissing && Without(chosen, covered).Count == 0 ? [] : chosen;
    }

    private static List<string> Without(IEnumerable<string> names, IEnumerable<string> others) =>
        [.. names.Except(others, StringComparer.OrdinalIgnoreCase)];
}
