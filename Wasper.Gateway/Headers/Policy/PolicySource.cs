using System.Text.RegularExpressions;

namespace Wasper.Gateway.Headers.Policy;

/// <summary>What may stand in a directive of a Content-Security-Policy (CSP Level 3, 2.3.1).</summary>
internal static partial class PolicySource
{
    /// <summary>A host or a scheme, with what belongs to it; <c>*</c> for all of them.</summary>
    public static bool IsAddress(string source) => source == "*" || Scheme().IsMatch(source) || Host().IsMatch(source);

    /// <summary>An address, a hash or a keyword that can be added to a list. <c>'none'</c> is none, since it stands alone; nor is
    /// <c>'strict-dynamic'</c>, which takes <c>'self'</c> away; a nonce must not stay the same.</summary>
    public static bool IsAny(string source) => IsAddress(source) || Quoted().IsMatch(source);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:$")]
    private static partial Regex Scheme();

    // A keyword whose quotes were forgotten looks like a host. Commas and semicolons are left out of the path: they would end the policy or the directive.
    [GeneratedRegex(@"^(?!(self|none|unsafe-.*)$)([A-Za-z][A-Za-z0-9+.-]*://)?(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:([0-9]{1,5}|\*))?(/[A-Za-z0-9._~!$&'()*+=:@%/-]*)?$")]
    private static partial Regex Host();

    [GeneratedRegex("^'(self|unsafe-inline|unsafe-eval|unsafe-hashes|wasm-unsafe-eval|report-sample|sha(256|384|512)-[A-Za-z0-9+/_-]+={0,2})'$")]
    private static partial Regex Quoted();
}
