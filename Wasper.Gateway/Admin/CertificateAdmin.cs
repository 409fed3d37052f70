using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Management;
using Wasper.Gateway.Acme.Storage;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Admin;

/// <summary>The certificate that is served, and orders to renew, replace or re-key it. An order may take as long as the issuer does: minutes.</summary>
internal static class CertificateAdmin
{
    /// <summary>The reasons that issuers take from subscribers (CA/Browser Forum, Baseline Requirements 4.9.1.1).</summary>
    private static readonly Dictionary<string, X509RevocationReason> _reasons = new(StringComparer.OrdinalIgnoreCase)
    {
        ["unspecified"] = X509RevocationReason.Unspecified,
        ["keyCompromise"] = X509RevocationReason.KeyCompromise,
        ["affiliationChanged"] = X509RevocationReason.AffiliationChanged,
        ["superseded"] = X509RevocationReason.Superseded,
        ["cessationOfOperation"] = X509RevocationReason.CessationOfOperation,
    };

    public static void MapCertificateAdmin(this IEndpointRouteBuilder admin, IServiceProvider gateway)
    {
        var manager = gateway.GetService<CertificateManager>();
        admin.MapGet("/certificates", () => TypedResults.Ok(new { Served = gateway.GetRequiredService<CertificateStore>().State, Renewal = manager?.State }));
        admin.MapPost("/certificates/renew", (CancellationToken cancellationToken) =>
            OrderAsync(manager, async acme => await acme.RenewNowAsync(cancellationToken)));
        admin.MapPost("/certificates/revoke", async Task<IResult> (string? reason, CancellationToken cancellationToken) =>
            _reasons.TryGetValue(reason ?? "", out var known)
                ? await OrderAsync(manager, async acme => await acme.RevokeAndReplaceAsync(known, cancellationToken))
                : AdminProblem.Of($"reason '{reason}' is not usable: give one of {string.Join(", ", _reasons.Keys)}."));
        admin.MapPost("/certificates/rollover", (CancellationToken cancellationToken) => OrderAsync(manager, async acme =>
        {
            await acme.RollAccountKeyAsync(cancellationToken);
            return acme.State;
        }));
    }

    private static async Task<IResult> OrderAsync(CertificateManager? manager, Func<CertificateManager, Task<RenewalState?>> order)
    {
        if (manager is null)
        {
            return AdminProblem.Of(
                "The certificate does not come from an issuer: set Gateway:Certificate:Source (environment: Gateway__Certificate__Source) to acme.",
                StatusCodes.Status409Conflict);
        }

        try
        {
            return TypedResults.Ok(await order(manager));
        }
        catch (Exception exception) when (exception is AcmeException or StoreException)
        {
            return AdminProblem.Of(exception.Message, StatusCodes.Status502BadGateway);
        }
    }
}
