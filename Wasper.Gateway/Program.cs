using Wasper.Gateway;
using Wasper.Gateway.Configuration;

const string Check = "--check";

var builder = GatewayHost.CreateBuilder([.. args.Where(argument => argument != Check)]);
return GatewayOptionsReader.TryRead(builder.Configuration, out var options, out var errors)
    ? args.Contains(Check) ? GatewayHost.Check(options) : await GatewayHost.RunAsync(builder, options)
    : ExpectedFailure.Report(errors);
