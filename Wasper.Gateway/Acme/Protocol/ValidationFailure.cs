using Wasper.Gateway.Acme.Protocol.Messages;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>Says which names an issuer could not validate, and why.</summary>
internal static class ValidationFailure
{
    /// <param name="failed">Authorizations that did not become valid, and the challenge that was tried; null where that was some other time.</param>
    public static AcmeException ToException(string issuer, IReadOnlyList<(AuthorizationMessage Authorization, ChallengeType? Type)> failed)
    {
        failed = [.. failed.OrderBy(entry => entry.Authorization.Identifier.Value, StringComparer.Ordinal)];
        var problems = failed.Select(entry => Problem(entry.Authorization)).ToList();
        var causes = failed.Zip(problems, (entry, problem) => Cause(entry.Authorization, entry.Type, problem));

        // A validation that the issuer itself could not do proves nothing against the name, and is not counted.
        var isOurs = problems.Any(problem => problem?.ShortType is not "serverInternal");
        return new AcmeException(
            isOurs ? AcmeFailure.ValidationFailed : AcmeFailure.Unavailable, $"{issuer} could not validate {string.Join("; nor ", causes)}.")
        {
            Problem = problems.FirstOrDefault(problem => problem is not null),
            Names = [.. failed.Select(entry => entry.Authorization.Identifier.Value)],
        };
    }

    private static AcmeProblem? Problem(AuthorizationMessage authorization) =>
        authorization.Challenges.Select(challenge => challenge.Error?.ToProblem()).FirstOrDefault(problem => problem is not null);

    private static string Cause(AuthorizationMessage authorization, ChallengeType? type, AcmeProblem? problem)
    {
        var how = type is null ? "" : $" by {type.Value.DisplayName()}";
        var why = problem is null ? $"its authorization is {authorization.Status.ToString().ToLowerInvariant()}, without a reason" : ErrorAnswer.Say(problem);
        return $"{authorization.Identifier.Value}{how}: {why}";
    }
}
