using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;
using Wasper.Gateway.Acme.Challenges;
using Wasper.Gateway.Acme.Limits;
using Wasper.Gateway.Acme.Management;
using Wasper.Gateway.Acme.Options;
using Wasper.Gateway.Acme.Preflight;
using Wasper.Gateway.Acme.Protocol;
using Wasper.Gateway.Acme.Storage;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway.Acme;

internal static class AcmeServices
{
    private const string StoreFolder = "acme";
    private const string StagingEnding = "-staging";

    /// <summary>Adds what orders and renews the certificate, where that comes from an issuer. The names are those of the configuration, which has been checked by <see cref="AcmeRequirements"/>.</summary>
    public static void AddAcme(this IServiceCollection services, GatewayOptions options)
    {
        if (options.Certificate.Source is not CertificateSourceKind.Acme)
        {
            return;
        }

        var names = Canonical(options.Domains);
        services.TryAddSingleton<ISharedStore>(provider => options.Acme.Redis is { } redis
            ? new RedisStore(ConfigurationOptions.Parse(redis.Reveal()), provider.GetRequiredService<TimeProvider>())
            : new FolderStore(Path.Combine(options.CertificateDirectory, StoreFolder), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SharedChallenges>(provider, names));
        services.AddSingleton<IChallengePublisher>(provider => provider.GetRequiredService<SharedChallenges>());
        services.AddSingleton<IAlpnChallenges>(provider => provider.GetRequiredService<SharedChallenges>());
        services.AddSingleton<HttpChallengeStep>();
        services.TryAddSingleton<IReadOnlyList<ManagedIssuer>>(provider => [.. options.Acme.Issuers.Select(issuer => Create(provider, options.Acme, issuer))]);
        services.AddPreflight(options);
        services.AddManager(options, names);
    }

    /// <summary>What comes before everything else, on both ports.</summary>
    public static IEnumerable<IEdgeStep> GetChallengeSteps(this IServiceProvider services) =>
        services.GetService<HttpChallengeStep>() is { } step ? [step] : [];

    private static void AddPreflight(this IServiceCollection services, GatewayOptions options)
    {
        if (!options.Acme.Preflight)
        {
            services.TryAddSingleton<IPreflight, NoPreflight>();
            return;
        }

        services.TryAddSingleton<INameResolver, SystemResolver>();
        services.TryAddSingleton(provider => new ChallengeFetch(options.HttpPort, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IPreflight>(provider =>
            ActivatorUtilities.CreateInstance<NamePreflight>(provider, options.Acme.Challenges.Contains(ChallengeType.Http01)));
    }

    private static void AddManager(this IServiceCollection services, GatewayOptions options, IReadOnlyList<string> names)
    {
        services.AddSingleton<AcmeMetrics>();
        services.AddSingleton(provider => new CertificateVault(provider.GetRequiredService<ISharedStore>(), Canonical(options.Domains.Take(1))[0]));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CertificateInstaller>(
            provider, (Action<CertificatePem>)provider.GetRequiredService<CertificateStore>().Install));
        services.AddSingleton<RenewalInfoPoll>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<OrderRound>(provider, options.Acme.Challenges));
        services.AddSingleton<Revoker>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RenewalPass>(provider, names));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CertificateManager>(provider, names));
        services.AddHostedService(provider => provider.GetRequiredService<CertificateManager>());
    }

    private static IReadOnlyList<string> Canonical(IEnumerable<string> domains) =>
        OrderNames.TryCreate(domains, out var names, out var failure) ? names.Values : throw new ArgumentException(failure, nameof(domains));

    private static ManagedIssuer Create(IServiceProvider provider, AcmeOptions acme, IssuerOptions issuer)
    {
        var real = Create(provider, acme, issuer, issuer.Name, issuer.Directory);
        return issuer.StagingDirectory is { } staging ? real with { Staging = Create(provider, acme, issuer, issuer.Name + StagingEnding, staging) } : real;
    }

    private static ManagedIssuer Create(IServiceProvider provider, AcmeOptions acme, IssuerOptions issuer, string name, Uri directory)
    {
        var (store, time) = (provider.GetRequiredService<ISharedStore>(), provider.GetRequiredService<TimeProvider>());
        var settings = new AcmeIssuerSettings
        {
            Name = name,
            Directory = directory,
            Contacts = acme.Contacts,
            TermsAgreed = acme.TermsAgreed,
            ExternalAccount = issuer is { ExternalAccountKeyId: { } keyId, ExternalAccountHmac: { } hmac } ? new ExternalAccount(keyId, hmac.Reveal()) : null,
            PreferredChain = issuer.PreferredChain,
            TrustedRoots = issuer.TrustedRoots,
        };
        var client = ActivatorUtilities.CreateInstance<AcmeIssuer>(provider, settings, new IssuerStore(store, name, directory));
        return new ManagedIssuer(client, new AttemptLedger(store, name, time), issuer.Profile);
    }
}
