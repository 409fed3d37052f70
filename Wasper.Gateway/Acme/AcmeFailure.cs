namespace Wasper.Gateway.Acme;

/// <summary>What went wrong, as far as it changes what to do next.</summary>
internal enum AcmeFailure
{
    /// <summary>No answer, an answer too late, or a 5xx: another try, or another issuer, may work.</summary>
    Unavailable,

    /// <summary>A limit of the issuer (<c>rateLimited</c> or 429): not before <see cref="AcmeException.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>The issuer could not see the proof of control of a name. It counts against the limit of failed validations of each of
    /// <see cref="AcmeException.Names"/>.</summary>
    ValidationFailed,

    /// <summary>The issuer, or this client before it asked, refuses: the same again will be refused again.</summary>
    Refused,

    /// <summary>An answer that does not keep to the protocol, or a certificate that is not the one ordered.</summary>
    BadAnswer,
}
