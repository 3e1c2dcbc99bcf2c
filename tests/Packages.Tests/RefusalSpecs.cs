namespace Troupe.Packages.Tests;

/// <summary>What cannot work is refused when it is built, not when it runs.</summary>
public sealed class RefusalSpecs
{
    [Fact]
    public async Task A_trimmed_program_is_refused_at_publish_with_what_to_do_instead() =>
        (await (await WorkProgram.NewAsync()).DotnetAsync("publish", "-r", Project.Runtime, "-p:PublishTrimmed=true")).ShouldFail()
            .Output.ShouldContain("error TROUPE002: Troupe cannot run in a trimmed program");

    [Fact]
    public async Task A_program_of_native_code_is_refused_at_publish_with_what_to_do_instead() =>
        (await (await WorkProgram.NewAsync()).DotnetAsync("publish", "-r", Project.Runtime, "-p:PublishAot=true")).ShouldFail()
            .Output.ShouldContain("error TROUPE001: Troupe cannot run in a program that is compiled by Native AOT");

    [Fact]
    public async Task A_program_of_an_older_framework_is_refused_with_the_framework_it_needs()
    {
        var app = await WorkProgram.NewAsync("<OutputType>Exe</OutputType><TargetFramework>net9.0</TargetFramework>");
        var build = (await app.DotnetAsync("restore")).ShouldFail();
        build.Output.ShouldContain("NU1202");
        build.Output.ShouldContain("net10.0");
    }
}
