namespace Wasper.Gateway.Acme;

/// <summary>A problem document of an issuer (RFC 7807; RFC 8555, section 6.7).</summary>
/// <param name="Type">For example <c>urn:ietf:params:acme:error:rateLimited</c>; <c>about:blank</c> where the issuer gave none.</param>
/// <param name="Detail">For people; empty where the issuer said nothing.</param>
/// <param name="Status">Of HTTP; 0 where unknown.</param>
/// <param name="Identifier">The name a subproblem is about.</param>
internal sealed record AcmeProblem(string Type, string Detail, int Status, string? Identifier, IReadOnlyList<AcmeProblem> Subproblems)
{
    private const string Namespace = "urn:ietf:params:acme:error:";

    /// <summary><see cref="Type"/> without the namespace that all of ACME's own share.</summary>
    public string ShortType => Type.StartsWith(Namespace, StringComparison.Ordinal) ? Type[Namespace.Length..] : Type;
}
