using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Troupe.Samples.Tests;

/// <summary>A pool in an ASP.NET Core program: what a request gets when its work fails, and how the program ends.</summary>
public sealed class WebAppSpecs
{
    private const string Address = "Now listening on: ";

    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Requests_outlive_work_that_hangs_or_crashes_and_the_program_ends_when_it_is_told()
    {
        var start = new ProcessStartInfo("dotnet", [SampleProgram.WebApp, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressOfAsync(process).WaitAsync(s_hang), Timeout = s_hang };
            var rest = process.StandardOutput.ReadToEndAsync();

            (await client.GetFromJsonAsync<long[]>("/factors/60")).ShouldBe([2, 2, 3, 5]);
            (await client.GetAsync("/factors/0")).StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
            (await client.GetAsync("/factors/-1")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            (await client.GetFromJsonAsync<long[]>("/factors/7")).ShouldBe([7]);
            (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);

            if (OperatingSystem.IsWindows()) // has no signal that asks a program to end
                return;
            using var kill = Process.Start("kill", $"{process.Id}");
            await process.WaitForExitAsync().WaitAsync(s_hang);
            process.ExitCode.ShouldBe(0, await rest);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<Uri> AddressOfAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(Address, StringComparison.Ordinal))
                return new Uri(line[(line.IndexOf(Address, StringComparison.Ordinal) + Address.Length)..].Trim());
        }
        throw new InvalidOperationException("The program has ended before it listened.");
    }
}
