using System.Net;
using Wasper.Gateway.Acme.Protocol.Transport;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>Puts an issuer's errors into a sentence, and into one of the kinds that matter.</summary>
internal static class ErrorAnswer
{
    /// <param name="what">What was asked for, as in "refused …".</param>
    public static AcmeException ToException(string issuer, AcmeAnswer answer, Uri uri, string what)
    {
        var problem = answer.ReadProblem();
        var failure = Kind(answer.Status, problem);
        var message = failure switch
        {
            AcmeFailure.RateLimited => $"{issuer} has reached a limit at {what}: {Say(answer, problem)}{Wait(answer.RetryAfter)}.",
            AcmeFailure.Unavailable => $"{issuer} is not able to give {what} now: {Say(answer, problem)}{Wait(answer.RetryAfter)}.",
            AcmeFailure.BadAnswer when answer.Location is { } elsewhere => $"{issuer} points from {uri} to {elsewhere}: give the new address in the configuration.",
            AcmeFailure.BadAnswer => $"{uri} is not what {issuer} has for {what}: {Say(answer, problem)}.",
            _ => $"{issuer} refused {what}: {Say(answer, problem)}.",
        };
        return new AcmeException(failure, message) { Problem = problem, RetryAfter = answer.RetryAfter, Names = NamesIn(problem) };
    }

    /// <summary>The problem and its subproblems, without a full stop.</summary>
    public static string Say(AcmeProblem problem)
    {
        var own = problem.Detail.Length is 0 ? problem.ShortType : $"{problem.Detail.TrimEnd('.', ' ')} ({problem.ShortType})";
        var parts = problem.Subproblems.Select(part => part.Identifier is null ? Say(part) : $"{part.Identifier}: {Say(part)}");
        return string.Join("; ", parts.Prepend(own));
    }

    /// <summary>A length of time as people say it.</summary>
    public static string Words(TimeSpan wait) => wait.TotalHours >= 2 ? $"{wait.TotalHours:0} h" : wait.TotalMinutes >= 2 ? $"{wait.TotalMinutes:0} min" : $"{wait.TotalSeconds:0} s";

    private static string Say(AcmeAnswer answer, AcmeProblem? problem) =>
        problem is null ? $"HTTP status {(int)answer.Status} with {answer.MediaType ?? "no content"}" : Say(problem);

    private static string Wait(TimeSpan? wait) => wait is null ? "" : $"; it asks to wait {Words(wait.Value)}";

    private static AcmeFailure Kind(HttpStatusCode status, AcmeProblem? problem) => (problem?.ShortType, (int)status) switch
    {
        ("rateLimited", _) or (_, 429) => AcmeFailure.RateLimited,

        // A nonce that is refused again and again, and errors of a server that calls them its own.
        ("badNonce" or "serverInternal", _) or (_, 408 or >= 500) => AcmeFailure.Unavailable,

        // Not a word of ACME: a wrong address, or something in between.
        (null, _) => AcmeFailure.BadAnswer,
        _ => AcmeFailure.Refused,
    };

    private static IReadOnlyList<string> NamesIn(AcmeProblem? problem) =>
        problem is null ? [] : [.. problem.Subproblems.Select(part => part.Identifier).Prepend(problem.Identifier).OfType<string>().Distinct()];
}
