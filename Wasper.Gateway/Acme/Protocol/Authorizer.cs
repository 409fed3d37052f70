using System.Text.Json;
using System.Text.RegularExpressions;
using Wasper.Gateway.Acme.Protocol.Messages;
using Wasper.Gateway.Acme.Protocol.Signing;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>Proves control of the names of one order (RFC 8555, section 7.5): all of them at once, and to the end, so that a failure names every name that failed.</summary>
internal sealed partial class Authorizer(
    AcmeClient client, IChallengePublisher publisher, AcmeIssuerSettings settings, TimeProvider time, ILogger logger)
{
    /// <summary>Asks the issuer to look, and waits until it has. What was valid already stays as it is.</summary>
    public async Task ProveAsync(Signer signer, IReadOnlyList<Uri> authorizations, IReadOnlyList<ChallengeType> preference, Deadline deadline)
    {
        var proofs = new List<Proof>();
        var isProven = false;
        try
        {
            foreach (var url in authorizations)
            {
                var authorization = await FetchAsync(signer, url, deadline.Token);
                if (authorization.Status is not AcmeStatus.Valid)
                {
                    proofs.Add(Choose(signer, url, authorization, preference));
                }
            }

            await ProveAsync(signer, proofs, deadline);
            isProven = true;
        }
        finally
        {
            await CleanUpAsync(signer, proofs, isProven);
        }
    }

    /// <summary>Why the issuer gave up on some of <paramref name="authorizations"/>; null where it did on none.</summary>
    public async Task<AcmeException?> FindFailureAsync(Signer signer, IReadOnlyList<Uri> authorizations, CancellationToken cancellationToken)
    {
        var failed = new List<(AuthorizationMessage, ChallengeType?)>();
        foreach (var url in authorizations)
        {
            var authorization = await FetchAsync(signer, url, cancellationToken);
            if (authorization.Status is not (AcmeStatus.Valid or AcmeStatus.Pending))
            {
                failed.Add((authorization, null));
            }
        }

        return failed.Count is 0 ? null : ValidationFailure.ToException(client.Issuer, failed);
    }

    private async Task ProveAsync(Signer signer, IReadOnlyList<Proof> proofs, Deadline deadline)
    {
        foreach (var proof in proofs)
        {
            deadline.WaitingFor = $"the answer for {proof.Identifier.Value} to be published";
            await proof.PublishAsync(publisher, deadline.Token);
        }

        foreach (var proof in proofs)
        {
            await AskAsync(signer, proof, deadline);
        }

        var failed = new List<(AuthorizationMessage, ChallengeType?)>();
        foreach (var proof in proofs)
        {
            var authorization = await WaitAsync(signer, proof, deadline);
            if (authorization.Status is not AcmeStatus.Valid)
            {
                failed.Add((authorization, proof.Type));
            }
        }

        if (failed.Count > 0)
        {
            throw ValidationFailure.ToException(client.Issuer, failed);
        }
    }

    private Proof Choose(Signer signer, Uri url, AuthorizationMessage authorization, IReadOnlyList<ChallengeType> preference)
    {
        if (authorization.Status is not AcmeStatus.Pending)
        {
            throw ValidationFailure.ToException(client.Issuer, [(authorization, null)]);
        }

        var name = authorization.Identifier.Value;
        foreach (var type in preference)
        {
            if (authorization.Challenges.FirstOrDefault(challenge => challenge.Type == type.WireName()) is not { } challenge)
            {
                continue;
            }

            // It becomes part of a path, and of a file's name.
            return challenge.Token is { } token && Token().IsMatch(token)
                ? new Proof(url, authorization.Identifier, type, challenge.Url, token, $"{token}.{signer.Key.Thumbprint}")
                : throw client.BadAnswer($"{client.Issuer} gave a {type.DisplayName()} challenge for {name} with a token that is not base64url.");
        }

        var offered = string.Join(", ", authorization.Challenges.Select(challenge => challenge.Type));
        throw new AcmeException(
            AcmeFailure.Refused, $"{client.Issuer} does not take {string.Join(" or ", preference.Select(type => type.DisplayName()))} for {name}, only {offered}.")
        {
            Names = [name],
        };
    }

    /// <summary>Has the issuer look (section 7.5.1).</summary>
    private async Task AskAsync(Signer signer, Proof proof, Deadline deadline)
    {
        var what = $"a look at {proof.Identifier.Value}";
        deadline.WaitingFor = what;
        try
        {
            await client.PostAsync(signer, proof.Challenge, "{}"u8.ToArray(), what, deadline.Token);
        }
        catch (AcmeException exception) when (exception.Failure is AcmeFailure.Unavailable)
        {
            // It may have heard: once more is an error only where it has.
            Log.AskedAgain(logger, exception.Message);
            await deadline.PauseAsync(1, exception.RetryAfter);
            var authorization = await FetchAsync(signer, proof.Authorization, deadline.Token);
            if (authorization.Challenges.Any(challenge => challenge.Url == proof.Challenge && challenge.Status is AcmeStatus.Pending))
            {
                await client.PostAsync(signer, proof.Challenge, "{}"u8.ToArray(), what, deadline.Token);
            }
        }
    }

    private async Task<AuthorizationMessage> WaitAsync(Signer signer, Proof proof, Deadline deadline)
    {
        deadline.WaitingFor = $"{client.Issuer} to validate {proof.Identifier.Value} by {proof.Type.DisplayName()}";
        for (var attempt = 1; ; attempt++)
        {
            var what = $"the authorization of {proof.Identifier.Value}";
            var answer = await client.FetchAsync(signer, proof.Authorization, what, deadline.Token);
            var authorization = client.Read(answer, AcmeJson.Default.AuthorizationMessage, what);
            if (authorization.Status is not AcmeStatus.Pending)
            {
                return authorization;
            }

            // Issuers may try several times, and say in between what went wrong (section 8.2).
            if (authorization.Challenges.FirstOrDefault(challenge => challenge.Url == proof.Challenge)?.Error?.ToProblem() is { } problem)
            {
                deadline.WaitingFor = $"{client.Issuer} to validate {proof.Identifier.Value} by {proof.Type.DisplayName()} (so far: {ErrorAnswer.Say(problem)})";
            }

            await deadline.PauseAsync(attempt, answer.RetryAfter);
        }
    }

    private Task<AuthorizationMessage> FetchAsync(Signer signer, Uri url, CancellationToken cancellationToken) =>
        client.FetchAsync(signer, url, AcmeJson.Default.AuthorizationMessage, "an authorization", cancellationToken);

    /// <summary>Takes the answers back; and what was not proven is given up, for issuers limit how many authorizations may be open.</summary>
    private async Task CleanUpAsync(Signer signer, IReadOnlyList<Proof> proofs, bool isProven)
    {
        // Also where the order was cancelled or its time was up.
        using var limit = new CancellationTokenSource(settings.RequestTimeout, time);
        foreach (var proof in proofs)
        {
            try
            {
                await proof.WithdrawAsync(publisher, limit.Token);
                if (!isProven && (await FetchAsync(signer, proof.Authorization, limit.Token)).Status is AcmeStatus.Pending)
                {
                    await client.PostAsync(
                        signer, proof.Authorization, new StatusMessage(AcmeStatus.Deactivated), AcmeJson.Default.StatusMessage, "the end of an authorization", limit.Token);
                }
            }
            catch (Exception exception)
            {
                // What became of the order matters more.
                Log.NotCleanedUp(logger, proof.Identifier.Value, exception.Message);
            }
        }
    }

    /// <summary>RFC 8555, section 8.3: nothing outside the base64url alphabet. Let's Encrypt's have 43 characters.</summary>
    [GeneratedRegex("^[A-Za-z0-9_-]{1,200}$")]
    private static partial Regex Token();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Reason} It is asked again.")]
        public static partial void AskedAgain(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "The challenge for {Name} was not cleaned up: {Reason}")]
        public static partial void NotCleanedUp(ILogger logger, string name, string reason);
    }
}
