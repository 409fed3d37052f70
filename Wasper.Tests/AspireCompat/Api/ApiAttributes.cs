using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Wasper.Tests.AspireCompat.Api;

/// <summary>The attributes the listings carry: those that make a caller's build warn or fail.</summary>
internal static class ApiAttributes
{
    public static string Prefix(MemberInfo member)
    {
        var obsolete = member.IsDefined(typeof(ObsoleteAttribute), inherit: false) ? "[Obsolete] " : "";
        var experimental = member.GetCustomAttribute<ExperimentalAttribute>(inherit: false) is { } attribute ? $"[Experimental({attribute.DiagnosticId})] " : "";
        return obsolete + experimental;
    }
}
