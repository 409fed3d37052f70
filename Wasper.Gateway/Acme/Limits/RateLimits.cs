using System.Globalization;
using System.Net;

namespace Wasper.Gateway.Acme.Limits;

/// <summary>Let's Encrypt's published limits (https://letsencrypt.org/docs/rate-limits), as sliding windows. The issuer refills its allowances little
/// by little, so whoever keeps to the windows never meets them. Other issuers publish none, or wider ones.</summary>
internal static class RateLimits
{
    public const int FailedValidationsPerName = 5;
    public const int DuplicateCertificates = 5;
    public const int CertificatesPerRegisteredDomain = 50;
    public const int Orders = 300;

    public static readonly TimeSpan FailedValidationsWindow = TimeSpan.FromHours(1);
    public static readonly TimeSpan CertificatesWindow = TimeSpan.FromDays(7);
    public static readonly TimeSpan OrdersWindow = TimeSpan.FromHours(3);

    /// <summary>Why an order for <paramref name="names"/> must wait at <paramref name="now"/>, and until when; null where it need not.</summary>
    /// <param name="attempts">All of this issuer's account, of any names.</param>
    /// <param name="isAri">An order that replaces a certificate by ARI: the issuer counts its failed validations only.</param>
    public static LimitReached? Check(IReadOnlyCollection<Attempt> attempts, IReadOnlyCollection<string> names, bool isAri, DateTimeOffset now)
    {
        var reached = names.Select(name => FailedValidations(attempts, name, now)).ToList();
        if (!isAri)
        {
            reached.Add(AllOrders(attempts, now));
            reached.Add(Duplicates(attempts, names, now));
            reached.AddRange(names.Select(RegisteredDomain).Distinct().Select(domain => PerDomain(attempts, domain, now)));
        }

        return reached.OfType<LimitReached>().MaxBy(limit => limit.Until);
    }

    /// <summary>How many orders for <paramref name="names"/> are allowed at <paramref name="now"/>, if each gives a certificate; none where failed validations forbid it.</summary>
    public static int Remaining(IReadOnlyCollection<Attempt> attempts, IReadOnlyCollection<string> names, DateTimeOffset now)
    {
        if (Check(attempts, names, isAri: false, now) is not null)
        {
            return 0;
        }

        var issued = attempts.Where(attempt => attempt.MayHaveIssued && attempt.CountsFrom > now - CertificatesWindow).ToList();
        var set = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return names.Select(RegisteredDomain).Distinct()
            .Select(domain => CertificatesPerRegisteredDomain - issued.Count(attempt => attempt.Names.Any(name => RegisteredDomain(name) == domain)))
            .Append(DuplicateCertificates - issued.Count(attempt => set.SetEquals(attempt.Names)))
            .Append(Orders - attempts.Count(attempt => attempt.CountsFrom > now - OrdersWindow))
            .Min();
    }

    /// <summary>What certificates are counted by. Without the list of public suffixes the last two labels stand for it: the registered domain, or one that
    /// holds more names, so that the count is never too low.</summary>
    public static string RegisteredDomain(string name)
    {
        if (IPAddress.TryParse(name, out _))
        {
            return name;
        }

        var labels = name.TrimEnd('.').ToLowerInvariant().Split('.');
        return string.Join('.', labels[Math.Max(0, labels.Length - 2)..]);
    }

    private static LimitReached? FailedValidations(IEnumerable<Attempt> attempts, string name, DateTimeOffset now) => Reached(
        attempts.Where(attempt => attempt.MayHaveFailed(name)), FailedValidationsPerName, FailedValidationsWindow, now,
        $"{FailedValidationsPerName} failed validations of {name} in an hour");

    private static LimitReached? AllOrders(IEnumerable<Attempt> attempts, DateTimeOffset now) => Reached(
        attempts, Orders, OrdersWindow, now, $"{Orders} orders in 3 hours");

    private static LimitReached? Duplicates(IEnumerable<Attempt> attempts, IReadOnlyCollection<string> names, DateTimeOffset now)
    {
        var set = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Reached(
            attempts.Where(attempt => attempt.MayHaveIssued && set.SetEquals(attempt.Names)), DuplicateCertificates, CertificatesWindow, now,
            $"{DuplicateCertificates} certificates for the same names in 7 days");
    }

    private static LimitReached? PerDomain(IEnumerable<Attempt> attempts, string domain, DateTimeOffset now) => Reached(
        attempts.Where(attempt => attempt.MayHaveIssued && attempt.Names.Any(name => RegisteredDomain(name) == domain)),
        CertificatesPerRegisteredDomain, CertificatesWindow, now, $"{CertificatesPerRegisteredDomain} certificates under {domain} in 7 days");

    private static LimitReached? Reached(IEnumerable<Attempt> counted, int limit, TimeSpan window, DateTimeOffset now, string what)
    {
        var recent = counted.Select(attempt => attempt.CountsFrom).Where(at => at > now - window).Order().ToList();
        if (recent.Count < limit)
        {
            return null;
        }

        // Once the oldest of the last {limit} has left the window.
        var until = recent[^limit] + window;
        return new LimitReached(until, string.Create(
            CultureInfo.InvariantCulture, $"the limit of {what} is used up; the next attempt is allowed from {until.UtcDateTime:u}"));
    }
}
