using Wasper.Gateway;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Listening;
using Wasper.Gateway.Tls.OpenSsl;
using Wasper.ServiceDefaults;

const string Check = "--check";

// Before anything else: they have to be there when .NET first looks at OpenSSL, and makes its first socket.
CipherRestriction.Apply();
IdleBuffers.Release();
InlineCompletions.Prefer();

var builder = GatewayHost.CreateBuilder([.. args.Where(argument => argument != Check)]);
return GatewayOptionsReader.TryRead(builder.Configuration, out var options, out var errors)
    ? args.Contains(Check) ? GatewayHost.Check(options) : await GatewayHost.RunAsync(builder, options)
    : ExpectedFailure.Report(errors);
