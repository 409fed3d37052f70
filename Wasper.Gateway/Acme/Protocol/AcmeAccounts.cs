using System.Buffers.Text;
using System.Text.Json;
using Wasper.Gateway.Acme.Protocol.Messages;
using Wasper.Gateway.Acme.Protocol.Signing;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>The one account with an issuer: found, made, kept up to date, given a new key (RFC 8555, section 7.3).</summary>
/// <remarks>Keys are stored before the issuer hears of them, so that a crash at any point leaves an account that can be found again.</remarks>
internal sealed class AcmeAccounts(AcmeClient client, AcmeIssuerSettings settings, IIssuerStore store) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private Signer? _signer;

    /// <summary>The account, ready to sign. Asks the issuer the first time, and makes one where there is none.</summary>
    public async Task<Signer> GetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Another gateway may have given the account a new key.
            var isKnown = _signer is not null && (await store.ReadAccountAsync(cancellationToken))?.Key == _signer.Key.ToPem();
            return _signer = isKnown ? _signer! : await OpenAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>After the issuer said that it does not know <paramref name="signer"/>: the account is looked up again by its key, and made again.</summary>
    public async Task ForgetAsync(Signer signer, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Others may have found out before, and have a new one already.
            if (_signer == signer)
            {
                _signer = null;
                await store.WriteAccountAsync(new AcmeAccount(signer.Key.ToPem(), Url: null), cancellationToken);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Puts a new key in place of the account's (section 7.3.5), where there is an account.</summary>
    public async Task ChangeKeyAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (await store.ReadAccountAsync(cancellationToken) is null)
            {
                return;
            }

            var signer = await OpenAsync(cancellationToken);
            var next = SigningKey.Create();
            await store.WriteAccountAsync(new AcmeAccount(signer.Key.ToPem(), signer.Account, next.ToPem()), cancellationToken);

            // Whatever becomes of the request, the next call finds out which of the two keys is the account's.
            _signer = null;
            await SendKeyChangeAsync(signer, next, cancellationToken);
            await store.WriteAccountAsync(new AcmeAccount(next.ToPem(), signer.Account), cancellationToken);
            _signer = new Signer(next, signer.Account);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<Signer> OpenAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ReadAccountAsync(cancellationToken);
        if (stored is null)
        {
            var made = SigningKey.Create();
            await store.WriteAccountAsync(new AcmeAccount(made.ToPem(), Url: null), cancellationToken);
            return await RegisterAsync(made, isKnown: false, cancellationToken);
        }

        if (stored.NextKey is { } nextPem && await FindAsync(ReadKey(nextPem), cancellationToken) is { } changed)
        {
            await store.WriteAccountAsync(new AcmeAccount(nextPem, changed.Account), cancellationToken);
            return changed;
        }

        var key = ReadKey(stored.Key);
        return stored.Url is null
            ? await RegisterAsync(key, isKnown: true, cancellationToken)
            : await CheckAsync(new Signer(key, stored.Url), cancellationToken);
    }

    /// <summary>Sees whether the issuer still knows the account, and by the contacts that are configured now.</summary>
    private async Task<Signer> CheckAsync(Signer signer, CancellationToken cancellationToken)
    {
        const string What = "the account";
        AccountMessage account;
        try
        {
            account = await client.FetchAsync(signer, signer.Account!, AcmeJson.Default.AccountMessage, What, cancellationToken);
        }
        catch (AcmeException exception) when (IsUnknownAccount(exception))
        {
            return await RegisterAsync(signer.Key, isKnown: true, cancellationToken);
        }

        ThrowUnlessValid(account.Status, signer.Account!);

        // Issuers may keep no contacts, and then show none (Let's Encrypt since June 2025).
        if (account.Contact is { } contacts && !contacts.SequenceEqual(Contacts()))
        {
            await client.PostAsync(signer, signer.Account!, new ContactsMessage(Contacts()), AcmeJson.Default.ContactsMessage, "the contacts of the account", cancellationToken);
        }

        return signer;
    }

    /// <summary>Makes the account of a key, or finds it where the issuer knows the key already (section 7.3.1).</summary>
    /// <param name="isKnown">Whether the key was used before: then the account may be there, and nothing needs to be agreed to.</param>
    private async Task<Signer> RegisterAsync(SigningKey key, bool isKnown, CancellationToken cancellationToken)
    {
        if (isKnown && await FindAsync(key, cancellationToken) is { } found)
        {
            await store.WriteAccountAsync(new AcmeAccount(key.ToPem(), found.Account), cancellationToken);
            return found;
        }

        var directory = await client.GetDirectoryAsync(cancellationToken);
        ThrowUnlessAgreed(directory.Meta);
        var message = new NewAccountMessage(
            Contacts() is { Length: > 0 } contacts ? contacts : null,
            settings.TermsAgreed ? true : null,
            ExternalAccountBinding: settings.ExternalAccount is { } external ? Bind(external, key, directory.NewAccount) : null);
        var signer = await PostNewAccountAsync(key, message, cancellationToken);
        await store.WriteAccountAsync(new AcmeAccount(key.ToPem(), signer.Account), cancellationToken);
        return signer;
    }

    /// <summary>The account of a key; null where there is none.</summary>
    private async Task<Signer?> FindAsync(SigningKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await PostNewAccountAsync(key, new NewAccountMessage(OnlyReturnExisting: true), cancellationToken);
        }
        catch (AcmeException exception) when (IsUnknownAccount(exception))
        {
            return null;
        }
    }

    private async Task<Signer> PostNewAccountAsync(SigningKey key, NewAccountMessage message, CancellationToken cancellationToken)
    {
        const string What = "an account";
        var directory = await client.GetDirectoryAsync(cancellationToken);
        var answer = await client.PostAsync(new Signer(key), directory.NewAccount, message, AcmeJson.Default.NewAccountMessage, What, cancellationToken);
        var url = answer.Location ?? throw client.BadAnswer($"{client.Issuer} gave {What} without its address.");
        ThrowUnlessValid(client.Read(answer, AcmeJson.Default.AccountMessage, What).Status, url);
        return new Signer(key, url);
    }

    private async Task SendKeyChangeAsync(Signer signer, SigningKey next, CancellationToken cancellationToken)
    {
        var url = (await client.GetDirectoryAsync(cancellationToken)).KeyChange;
        var change = JsonSerializer.SerializeToUtf8Bytes(new KeyChangeMessage(signer.Account!, signer.Key.Jwk), AcmeJson.Default.KeyChangeMessage);
        var inner = Jws.Sign(new Signer(next), url, nonce: null, change);
        await client.PostAsync(signer, url, inner, AcmeJson.Default.JwsMessage, "a new key for the account", cancellationToken);
    }

    private JwsMessage Bind(ExternalAccount external, SigningKey key, Uri url)
    {
        var text = external.MacKey.Trim().TrimEnd('=').Replace('+', '-').Replace('/', '_');
        if (!Base64Url.IsValid(text))
        {
            throw new AcmeException(AcmeFailure.Refused, $"The HMAC key of the external account '{external.KeyId}' for {client.Issuer} is not base64url: copy it again from {client.Issuer}'s page.");
        }

        return Jws.Bind(external, Base64Url.DecodeFromChars(text), key.Jwk, url);
    }

    private void ThrowUnlessAgreed(DirectoryMeta? meta)
    {
        if (meta?.TermsOfService is { } terms && !settings.TermsAgreed)
        {
            throw new AcmeException(AcmeFailure.Refused, $"{client.Issuer} gives certificates to those who agree to its terms of service: read {terms} and say in the configuration that you do.");
        }

        if (meta is { ExternalAccountRequired: true } && settings.ExternalAccount is null)
        {
            throw new AcmeException(
                AcmeFailure.Refused, $"{client.Issuer} gives certificates to those who have an account there: put its key id and HMAC key (EAB) into the configuration.");
        }
    }

    private void ThrowUnlessValid(AcmeStatus status, Uri url)
    {
        if (status is not AcmeStatus.Valid)
        {
            throw new AcmeException(
                AcmeFailure.Refused, $"The account {url} with {client.Issuer} is {status.ToString().ToLowerInvariant()}: remove its stored key, and the gateway makes a new one.");
        }
    }

    private SigningKey ReadKey(string pem) => SigningKey.TryRead(pem, out var key) ? key : throw new AcmeException(
        AcmeFailure.Refused, $"The stored key of the account with {client.Issuer} cannot be read: restore it, or remove it and the gateway makes a new account.");

    private string[] Contacts() => [.. settings.Contacts.Select(address => $"mailto:{address}")];

    internal static bool IsUnknownAccount(AcmeException exception) => exception.Problem?.ShortType is "accountDoesNotExist";
}
