"""Amazon Bedrock with a bearer key: Converse, and its OpenAI-shaped doors by base_url."""

from providers.service import Shape
from providers.services.wires import CHAT, responses
from providers.shapes import bedrock
from providers.spec import Service

SERVICE = Service(
    name="bedrock",
    title="Amazon Bedrock",
    apis={
        "converse": Shape(path=bedrock.path, build=bedrock.build, read=bedrock.read),
        "chat": CHAT,
        "responses": responses(),
    },
    base_url="https://bedrock-runtime.us-east-1.amazonaws.com",
    key_env="AWS_BEARER_TOKEN_BEDROCK",
    not_possible="search with Amazon Nova only, in the United States; no location; converse does"
    " not name the model that answered; other regions, chat and responses need base_url",
)
